import { expect, test } from "vitest";
import { lackingOf } from "../../app/scorecard/lacking.ts";
import type { SetupStep } from "../../app/scorecard/setup.server.ts";

const setup = (have: number, want: number, historyFrom: string | null = "2026-03-20") => {
  const data: SetupStep = { id: "data", state: "open", have, want };
  return { steps: [data], historyFrom };
};
/** Sixty days before its installation is March 12th. */
const shop = {
  scopes: "read_orders,read_products",
  installedAt: new Date("2026-05-10T22:30:00Z"),
  timeZone: "Europe/Berlin",
};
const year = { from: "2025-05-11" };

test("while parts of the history are read, any days lack something", () => {
  expect(lackingOf(setup(3, 7), shop, { from: "2026-05-10" })).toEqual({
    ...{ why: "reading", have: 3, want: 7 },
  });
});

test("a shop that sold nothing yet lacks nothing once all parts are read", () => {
  // Six parts and the first order.
  expect(lackingOf(setup(6, 7, null), shop, year)).toBeNull();
  expect(lackingOf(setup(5, 7, null), shop, year)).toMatchObject({ why: "reading", have: 5 });
  expect(lackingOf(setup(6, 7), shop, year)).toMatchObject({ why: "reading", have: 6 });
});

test("without read_all_orders, days from before the sixty that Shopify gives lack something", () => {
  const from = "2026-03-12";
  expect(lackingOf(setup(7, 7), shop, year)).toEqual({ why: "sixty-days", from });
  expect(lackingOf(setup(7, 7), shop, { from })).toBeNull();
  expect(
    lackingOf(setup(7, 7), { ...shop, scopes: "read_orders,read_all_orders" }, year),
  ).toBeNull();
});

test("older orders from a file, a shop of files alone, one without orders: nothing is lacking", () => {
  expect(lackingOf(setup(7, 7, "2025-01-01"), shop, year)).toBeNull();
  expect(lackingOf(setup(1, 1), shop, year)).toBeNull();
  expect(lackingOf(setup(7, 7, null), shop, year)).toBeNull();
  expect(lackingOf(setup(7, 7), { ...shop, installedAt: null }, year)).toBeNull();
});
