import { expect, test } from "vitest";
import { createKeyGuesses } from "../app/key-guesses.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);

test("wrong keys are refused past so many a minute, a key that was good goes on", () => {
  const guesses = createKeyGuesses(3);
  guesses.note("good", true, at(0));
  for (const key of ["a", "b", "c"]) {
    expect(guesses.wait(key, at(1))).toBe(0);
    guesses.note(key, false, at(1));
  }
  expect(guesses.wait("d", at(20))).toBe(40);
  expect(guesses.wait("good", at(20))).toBe(0);
  expect(guesses.wait("d", at(60))).toBe(0);
});

test("a key that was revoked is a wrong one from then on", () => {
  const guesses = createKeyGuesses(1);
  guesses.note("good", true, at(0));
  guesses.note("good", false, at(1));
  expect(guesses.wait("good", at(2))).toBe(58);
});

test("a clock that is set back makes nobody wait for longer than a minute", () => {
  const guesses = createKeyGuesses(1);
  guesses.note("a", false, at(9000));
  expect(guesses.wait("b", at(9001))).toBe(59);
  expect(guesses.wait("b", at(0))).toBe(0);
});
