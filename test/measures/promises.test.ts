import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { readMeasures, readSeries } from "../../app/measures/read.server.ts";
import { dirtyDue } from "../../app/measures/due.server.ts";
import { rebuild, recompute } from "../../app/measures/recompute.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { given, orderRow } from "./rows.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const ids = ["ship-promised", "ship-due", "shipped-on-time"] as const;
const march = { from: "2026-03-01", to: "2026-04-01" };
const instant = (text: string) => new Date(`2026-${text}:00Z`);

// Due at 12:00 on the 3rd, the 5th and the 7th; one shipped in time, one late, one not at all.
const orders = [
  orderRow("1", "2026-03-01", {
    due_at: instant("03-03T12:00"),
    shipped_at: instant("03-03T12:00"),
  }),
  orderRow("2", "2026-03-01", {
    due_at: instant("03-05T12:00"),
    shipped_at: instant("03-06T00:00"),
  }),
  orderRow("3", "2026-03-04", { due_at: instant("03-07T12:00"), channel: "draft" }),
  orderRow("4", "2026-03-04", { due_at: instant("03-02T12:00"), ship_eligible: false }),
  orderRow("5", "2026-03-04"),
];

async function shopAsOf(text: string): Promise<ShopContext> {
  const shop = await testShop(db);
  await given(db, shop, { orders }, instant(text));
  return shop;
}

const read = (shop: ShopContext, asOf?: Date) =>
  inShop(db, shop.id, async (client) =>
    Object.values((await readMeasures(client, shop, { ids, period: march, asOf })).get("all")!).map(
      Number,
    ),
  );

// A promise is over at its very instant.
const truth = [
  ["03-03T11:59", [3, 0, 0]],
  ["03-03T12:00", [3, 1, 1]],
  ["03-05T12:00", [3, 2, 1]],
  ["03-07T11:59", [3, 2, 1]],
  ["03-07T12:00", [3, 3, 1]],
] as const;

test("recomputed at an instant, the promises due by then are counted", async () => {
  for (const [at, expected] of truth) expect(await read(await shopAsOf(at))).toEqual(expected);
});

test("read at an instant before or after the stored one, promises are those of that instant", async () => {
  for (const stored of ["03-03T00:00", "03-05T12:00", "03-09T00:00"]) {
    const shop = await shopAsOf(stored);
    for (const [at, expected] of truth) expect(await read(shop, instant(at))).toEqual(expected);
    const series = await inShop(db, shop.id, (client) =>
      readSeries(client, shop, {
        ids: ["ship-due", "orders"],
        period: march,
        asOf: instant("03-05T13:00"),
      }),
    );
    expect([...series].sort()).toEqual([
      ["2026-03-01", { "ship-due": 2n, orders: 2n }],
      ["2026-03-04", { "ship-due": 0n, orders: 3n }],
    ]);
  }
});

test("a split at another instant has the keys of that instant", async () => {
  const shop = await shopAsOf("03-05T12:00");
  const split = await inShop(db, shop.id, (client) =>
    readMeasures(client, shop, {
      ids: ["ship-due"],
      period: march,
      dimension: "channel",
      asOf: instant("03-08T00:00"),
    }),
  );
  expect(Object.fromEntries(split)).toEqual({
    online: { "ship-due": 2n },
    draft: { "ship-due": 1n },
  });
});

test("time passing marks just the days of orders that fell due, and a rebuild agrees", async () => {
  const shop = await shopAsOf("03-03T12:00");
  const since = instant("03-03T12:00");
  const until = instant("03-05T12:00");
  const marked = await inShop(db, shop.id, (client) => dirtyDue(client, shop, { since, until }));
  expect(marked).toBe(1);
  expect(await recompute(db, shop, { asOf: until })).toEqual({ days: 1, rows: 4 });
  expect(await read(shop)).toEqual([3, 2, 1]);
  // Nothing fell due since, and time does not run back.
  expect(await recompute(db, shop, { asOf: instant("03-05T13:00") })).toEqual({ days: 0, rows: 0 });
  expect(await recompute(db, shop, { asOf: since })).toEqual({ days: 0, rows: 0 });
  expect(await read(shop)).toEqual([3, 2, 1]);
});

test("a short turn looks for promises that fell due once a minute", async () => {
  const shop = await shopAsOf("03-03T11:59");
  const turn = (text: string) => recompute(db, shop, { asOf: instant(text), lockMs: 1000 });
  // Half a minute later the first is over, and nobody looks.
  const soon = new Date(instant("03-03T11:59").getTime() + 30_000);
  expect(await recompute(db, shop, { asOf: soon, lockMs: 1000 })).toEqual({ days: 0, rows: 0 });
  expect(await turn("03-03T12:00")).toMatchObject({ days: 1 });
  expect(await read(shop)).toEqual([3, 1, 1]);
});

test("a rebuild at an earlier instant counts the promises of that instant", async () => {
  const shop = await testShop(db);
  await given(db, shop, {});
  await rebuild(db, shop, { asOf: instant("03-03T00:00") });
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<{ at: Date }>("select due_tick_at as at from shop"),
  );
  expect(rows[0]?.at).toEqual(instant("03-03T00:00"));
});
