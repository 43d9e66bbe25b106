// Limits of Syntetos, Boylan & Croston 2005: 1.32 periods a demand, squared variation of .49; by hand.
import { expect, test } from "vitest";
import { demandClassOf } from "../../../app/analysis/forecast/demand-class.ts";

test("demand is classed by how seldom it comes and by how unlike its sizes are", () => {
  expect(demandClassOf([3, 4, 3, 4])).toBe("smooth");
  // Mean 5, variance 64 ÷ 3: .85.
  expect(demandClassOf([1, 9, 1, 9])).toBe("erratic");
  expect(demandClassOf([0, 2, 0, 2])).toBe("intermittent");
  // Mean 5, variance 32: 1.28.
  expect(demandClassOf([0, 1, 0, 9])).toBe("lumpy");
  expect(demandClassOf([0, 0])).toBe("unsold");
  expect(demandClassOf([])).toBe("unsold");
  // One demand varies from nothing.
  expect(demandClassOf([0, 0, 7])).toBe("intermittent");
  expect(demandClassOf([7])).toBe("smooth");
});

test("a class begins at its limit", () => {
  // 33 periods with 25 demands are 1.32 each, 32 are 1.28.
  const of = (periods: number) => Array.from({ length: periods }, (_, at) => (at < 25 ? 1 : 0));
  expect(demandClassOf(of(33))).toBe("intermittent");
  expect(demandClassOf(of(32))).toBe("smooth");
  // Mean 10, variance 98 ÷ 2 = 49: .49.
  expect(demandClassOf([3, 17, 10])).toBe("erratic");
  expect(demandClassOf([3.1, 17, 10])).toBe("smooth");
});

test("weeks that tell nothing are none, and what came later is not looked at", () => {
  const none = Number.NaN;
  expect(demandClassOf([3, none, none, 4, none])).toBe("smooth");
  expect(demandClassOf([3, 4, 0, 0, 0, 90], 2)).toBe("smooth");
  expect(demandClassOf([0, 0, 5], 2)).toBe("unsold");
});
