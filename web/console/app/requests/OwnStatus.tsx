import { StatusLabel } from "../kit/StatusLabel";
import type { OwnRequestRowFragment } from "./requests.operations";
import { useRequestWords } from "./useRequestWords";

/** Where one's own request stands, in the words of who asked. */
export function OwnStatus({ of }: { of: OwnRequestRowFragment }) {
  const { status } = useRequestWords();
  return <StatusLabel status={of.status} word={wordOf(of, status)} />;
}

function wordOf(
  request: OwnRequestRowFragment,
  words: { DECLINED: string; CANCELLED: string; CLOSED: string },
): string | undefined {
  if (request.status === "DECLINED") return words.DECLINED;
  if (request.status !== "CANCELLED") return undefined;
  const closed = "endCause" in request && request.endCause !== "WITHDRAWN";
  return closed ? words.CLOSED : words.CANCELLED;
}
