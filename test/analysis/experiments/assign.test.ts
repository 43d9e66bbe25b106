import { expect, test } from "vitest";
import { armOf, placeOf } from "../../../app/analysis/experiments/assign.ts";

const arms = (heldOut: number) => [
  { name: "held-out", weight: heldOut },
  { name: "shown", weight: 1 - heldOut },
];
const people = Array.from({ length: 20_000 }, (_, n) => `${7_000_000_000 + n}`);

// HMAC-SHA-256 of "what do ya want for nothing?" under "Jefe" begins 5bdcc146bf60 (RFC 4231, test case 2).
test("a place is the first 48 bits of the keyed hash, as a part of 1", () => {
  expect(placeOf("Jefe", "what do ya want for nothing?")).toBe(0x5bdcc146bf60 / 2 ** 48);
});

test("arms get the shares asked for, and another salt spreads people anew", () => {
  const held = (salt: string, share: number) =>
    people.filter((person) => armOf(arms(share), salt, person) === "held-out");
  const first = held("a", 0.1);
  // Five standard errors of a tenth of 20,000 are 212.
  expect(Math.abs(first.length - 2000)).toBeLessThan(212);
  const both = held("b", 0.1).filter((person) => first.includes(person));
  expect(Math.abs(both.length - 200)).toBeLessThan(75);
});

test("a larger share holds everybody that a smaller one held", () => {
  const held = (share: number) =>
    new Set(people.filter((person) => armOf(arms(share), "a", person) === "held-out"));
  const wide = held(0.2);
  expect([...held(0.05)].every((person) => wide.has(person))).toBe(true);
});

test("three arms take their parts whatever they sum to; no arm is our own fault", () => {
  const three = ["plain", "picture", "offer"].map((name) => ({ name, weight: 2 }));
  const counts = Map.groupBy(people, (person) => armOf(three, "a", person));
  // Five standard errors of a third of 20,000 are 333.
  for (const { name } of three) {
    expect(Math.abs(counts.get(name)!.length - 20_000 / 3)).toBeLessThan(333);
  }
  expect(() => armOf([], "a", "1")).toThrow("without arms");
});
