import { describe, expect, test } from "vitest";

// The server is held to the same ones.
import vectors from "../../../../tests/lengths.json";
import { lengthOf } from "./length";

describe("a reason's length is counted as the server counts it", () => {
  test.each(vectors)("$why", ({ text, length }) => expect(lengthOf(text)).toBe(length));
});
