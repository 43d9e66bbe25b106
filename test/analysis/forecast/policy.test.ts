// What is done about a shelf, by hand.
import { expect, test } from "vitest";
import { atStake, orderQuantity, statusOf } from "../../../app/analysis/forecast/policy.ts";

const position = { available: 10, incoming: 0, reorderPoint: 8, orderUpTo: 20, quietDays: 3 };
const poisson = (mean: number) => ({ mean, size: Infinity });

test("a shelf's status follows from what is there, on its way and wanted", () => {
  expect(statusOf(position)).toBe("healthy");
  expect(statusOf({ ...position, available: 0, incoming: 50 })).toBe("out");
  // Sold below what was there: no less than none.
  expect(statusOf({ ...position, available: -4 })).toBe("out");
  expect(statusOf({ ...position, available: 8 })).toBe("runs-out");
  expect(statusOf({ ...position, available: 8, incoming: 1 })).toBe("healthy");
  expect(statusOf({ ...position, available: 21 })).toBe("over");
  expect(statusOf({ ...position, quietDays: 179 })).toBe("healthy");
  expect(statusOf({ ...position, quietDays: 180 })).toBe("dead");
  // New on the shelf and not sold yet is not too much for four weeks.
  const fresh = { ...position, reorderPoint: 0, orderUpTo: 0 };
  expect(statusOf({ ...fresh, quietDays: 27 })).toBe("healthy");
  expect(statusOf({ ...fresh, quietDays: 28 })).toBe("over");
});

test("an order fills up to the level, once the reorder point is reached", () => {
  expect(orderQuantity(position)).toBe(0);
  expect(orderQuantity({ ...position, available: 8 })).toBe(12);
  expect(orderQuantity({ ...position, available: 5, incoming: 3 })).toBe(12);
  expect(orderQuantity({ ...position, available: -4 })).toBe(24);
  expect(orderQuantity({ ...position, available: 0, reorderPoint: 0, orderUpTo: 0 })).toBe(0);
});

test("a cost of 0 binds 0, an unknown cost nobody knows what", () => {
  const over = { ...position, available: 25 };
  const of = (price: number | null, cost: number | null) => ({
    ...{ untilDelivery: poisson(4), worth: { price, cost } },
  });
  expect(atStake(over, { status: "over", ...of(900, 300) })).toBe(1500);
  expect(atStake(over, { status: "over", ...of(900, 0) })).toBe(0);
  expect(atStake(over, { status: "over", ...of(900, null) })).toBeNull();
  expect(atStake(over, { status: "dead", ...of(900, 300) })).toBe(7500);
  expect(atStake(over, { status: "dead", ...of(900, null) })).toBeNull();
  const out = { ...position, available: 0 };
  expect(atStake(out, { status: "out", ...of(900, null) })).toBe(3600);
  expect(atStake(out, { status: "out", ...of(null, 300) })).toBeNull();
  // Nothing is wanted: nothing is lost, whatever it sells for.
  expect(
    atStake(out, { status: "out", untilDelivery: poisson(0), worth: { price: null, cost: null } }),
  ).toBe(0);
  // One there, Poisson 1 wanted until the delivery: e^−1 are missed on average.
  const short = { ...position, available: 1 };
  const missed = {
    status: "runs-out",
    untilDelivery: poisson(1),
    worth: { price: 1000, cost: null },
  } as const;
  expect(atStake(short, missed)).toBe(Math.round(1000 * Math.exp(-1)));
});
