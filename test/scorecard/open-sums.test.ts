// What is still to be sent of an order, and open orders by state, location and carrier; by hand at 10 March
// 2026, noon, at a promise of 48 hours.
import { expect, test } from "vitest";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { readPlace } from "../../app/scorecard/lists.ts";
import { openOrders } from "../../app/scorecard/open-orders.server.ts";
import { noLocation, type OpenOrdersWish } from "../../app/scorecard/open-orders.ts";
import { testShop } from "../database.ts";
import { fulfillment, line, order, version } from "../ledger/make.ts";
import { ledgerForTests } from "../ledger/store.ts";

const { db, write: put } = ledgerForTests();
const asOf = new Date("2026-03-10T12:00:00Z");
const at = (time: string) => new Date(`2026-${time}:00Z`);
const write = (shop: ShopContext, ...facts: Fact[]) => put(shop, ...facts);
const sold = (id: string, time: string) =>
  order(id, 0, { processedAt: at(time), lines: [line("1", { gross: 1000n })] });
const all = { age: null, state: null, location: null, carrier: null };
const list = (of: ShopContext, wish: Partial<OpenOrdersWish> = {}) =>
  openOrders(db(), of, { ...all, after: null, size: 100, asOf, ...wish });

/** A fulfillment order as Shopify tells it at an instant. */
const waits = (orderId: string, id: string, status: string, time: string, place?: string) => ({
  ...{ kind: "fulfillment-order" as const, id, orderId, status, fulfillBy: null, deliverBy: null },
  version: { ...version(1, `${id} ${status}`), updatedAt: at(time), triggeredAt: at(time) },
  locationId: place ?? null,
});
const left = (id: string, orderId: string, time: string, carrier: string | null = null) =>
  fulfillment(id, orderId, 0, { createdAt: at(time), carrier });

test("of an order sent in part the rest is open, until it has left or is known to be none", async () => {
  const own = await testShop(db());
  await write(
    own,
    ...["1", "2", "3", "4"].map((id) => sold(id, "03-05T12:00")),
    // Of the first one a parcel left, and what Shopify told since says that a rest waits.
    ...[left("f1", "1", "03-06T12:00", "DHL"), waits("1", "w1", "in_progress", "03-06T12:00")],
    // Of the second nothing was told since: all of it was to be sent before the parcel left.
    ...[waits("2", "w2", "open", "03-05T12:00"), left("f2", "2", "03-06T12:00", "DHL")],
    // Of the third the rest is on hold; of the fourth nothing has left, and one of two may be sent.
    ...[left("f3", "3", "03-06T12:00"), waits("3", "w3", "on_hold", "03-07T12:00")],
    ...[waits("4", "w4", "on_hold", "03-05T12:00"), waits("4", "w5", "open", "03-05T12:00")],
  );
  const states = async () =>
    (await list(own)).rows.map(({ id, state, carrier }) => [id, state, carrier]);
  expect(await states()).toEqual([
    ["1", "part", "DHL"],
    ["3", "held", null],
    ["4", "open", null],
  ]);
  const { sums } = await list(own);
  expect(sums!.states.map(({ orders }) => orders)).toEqual([1, 1, 1]);
  expect(sums!.carriers).toEqual([{ key: "DHL", name: "DHL", orders: 1 }]);
  await write(own, left("f4", "1", "03-08T12:00"), waits("1", "w1", "closed", "03-08T12:00"));
  await write(own, waits("4", "w5", "on_hold", "03-09T12:00"));
  expect(await states()).toEqual([
    ["3", "held", null],
    ["4", "held", null],
  ]);
  await write(
    own,
    waits("4", "w4", "open", "03-09T13:00"),
    waits("4", "w5", "open", "03-09T13:00"),
  );
  expect((await states()).at(-1)).toEqual(["4", "open", null]);
});

const place = { kind: "location", id: "P", name: "Hamburg", active: true } as const;

test("open orders are looked at by state, location and carrier, alone and together", async () => {
  const own = await testShop(db());
  await write(
    own,
    { ...place, region: "DE", version: version(1, "P") },
    ...["1", "2", "3", "4"].map((id) => sold(id, "03-05T12:00")),
    ...[left("f1", "1", "03-06T12:00", "DHL"), waits("1", "w1", "open", "03-06T12:00", "P")],
    ...[left("f2", "2", "03-06T12:00", "UPS"), waits("2", "w2", "open", "03-06T12:00", "Q")],
    waits("3", "w3", "open", "03-05T12:00", "P"),
  );
  const ids = async (wish: Partial<OpenOrdersWish>) => {
    const { rows, sums } = await list(own, wish);
    expect(sums!.found).toBe(rows.length);
    return rows.map(({ id }) => id);
  };
  expect((await list(own)).rows.map(({ location }) => location)).toEqual([
    ...["Hamburg", null, "Hamburg", null],
  ]);
  expect(await ids({ state: "part" })).toEqual(["1", "2"]);
  expect(await ids({ location: "P" })).toEqual(["1", "3"]);
  expect(await ids({ location: noLocation })).toEqual(["4"]);
  expect(await ids({ carrier: "UPS" })).toEqual(["2"]);
  expect(await ids({ state: "part", location: "P" })).toEqual(["1"]);
  expect(await ids({ state: "open", carrier: "UPS" })).toEqual([]);
  const { sums } = await list(own, { state: "part", size: 1 });
  expect(sums!.locations).toEqual([
    { key: "P", name: "Hamburg", orders: 2 },
    // One that nobody told of by name, and none.
    { key: "Q", name: "Q", orders: 1 },
    { key: noLocation, name: null, orders: 1 },
  ]);
  const second = await list(own, {
    state: "part",
    size: 1,
    after: readPlace((await list(own, { state: "part", size: 1 })).next),
  });
  expect(second.rows.map(({ id }) => id)).toEqual(["2"]);
  expect(second.next).toBeNull();
});

test("how long orders take counts those that still wait, for as long as they have", async () => {
  const own = await testShop(db());
  await write(
    own,
    // Left after 12, 24 and 36 hours; one waits for 30, one for 100 hours, one for none.
    ...[sold("1", "03-05T12:00"), left("f1", "1", "03-06T00:00")],
    ...[sold("2", "03-05T12:00"), left("f2", "2", "03-06T12:00")],
    ...[sold("3", "03-05T12:00"), left("f3", "3", "03-07T00:00")],
    ...[sold("4", "03-09T06:00"), sold("5", "03-06T08:00"), sold("6", "03-10T12:00")],
    // Sold before the four weeks.
    sold("7", "02-09T12:00"),
  );
  await recompute(db(), own, { asOf });
  const { sums } = await list(own);
  // At 12 h one of five, at 24 h one of four: 4/5 × 3/4 = .6; at 36 h one of two is left: .3.
  expect(sums!.typical).toEqual({ days: 28, left: 3, waiting: 3, medianLeft: 24, medianAll: 36 });
  expect((await list(await testShop(db()))).sums!.typical).toMatchObject({ medianAll: null });
});
