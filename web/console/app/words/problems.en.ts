import type { ErrorCode } from "../api/types";

/** In English the server's own words are shown. */
const problems: Partial<Record<ErrorCode, string>> = {};

export default problems as Record<ErrorCode, string>;
