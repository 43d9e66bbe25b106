import { expect, test } from "vitest";
import { remembered } from "../../app/ledger/remembered.ts";

test("an answer is worked out once, absence and nothing included", () => {
  const asked: string[] = [];
  const of = remembered((text) => {
    asked.push(text);
    return text === "nothing" ? null : text === "unknown" ? undefined : text.length;
  });
  for (const text of ["four", "nothing", "unknown", "four", "nothing", "unknown"]) of(text);
  expect(asked).toEqual(["four", "nothing", "unknown"]);
  expect([of("four"), of("nothing"), of("unknown")]).toEqual([4, null, undefined]);
});

test("texts without end take no memory without end", () => {
  let asked = 0;
  const of = remembered((text) => {
    asked += 1;
    return text;
  });
  for (let n = 0; n < 2_500; n += 1) expect(of(String(n))).toBe(String(n));
  of("2499");
  expect(asked).toBe(2_500);
  // Forgotten, so it is worked out again.
  of("0");
  expect(asked).toBe(2_501);
});
