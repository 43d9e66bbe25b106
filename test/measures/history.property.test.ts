// Any incremental history of facts, recomputed whenever, leaves the measures that a full rebuild of
// the same facts gives.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { addDays } from "../../app/ledger/day.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { measures } from "../../app/measures/index.ts";
import { rebuild, recompute } from "../../app/measures/recompute.server.ts";
import { rememberWindows, type WindowMemory } from "../../app/measures/window-memory.server.ts";
import { readWindows } from "../../app/measures/windows.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { back, fulfillment, line, minute, order, refund } from "../ledger/make.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const pick = <T>(...values: T[]) => fc.constantFrom(...values);
const hour = (n: number) => minute(n * 60);
/** Six weeks from 1 March 2026: a clock change lies in them. */
const moment = fc.integer({ min: 0, max: 24 * 42 }).map(hour);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const copy = fc.integer({ min: 0, max: 5 });
const money = fc.bigInt({ min: 0n, max: 2000n });
const of = pick("1", "2", "3", "4", "5");

const facts: fc.Arbitrary<Fact> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record({
        id: of,
        n: copy,
        processedAt: moment,
        customerId: maybe(pick("c1", "c2", "c3")),
        channel: pick("online" as const, "pos" as const),
        region: pick("US-CA", "DE"),
        financialStatus: pick("paid", "paid", "voided"),
        cancelledAt: maybe(moment),
        sku: pick("s1", "s2", "s3"),
        gross: money,
      })
      .map(({ id, n, sku, gross, ...changes }) =>
        order(id, n, {
          ...changes,
          lines: [
            line("1", { sku, gross, quantity: 2 }),
            line("2", { position: 1, sku: "s3", gross: 500n }),
          ],
        }),
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ id: of, n: copy, processedAt: moment, amount: money })
      .map(({ id, n, processedAt, amount }) =>
        refund(`r${id}`, id, n, { processedAt, lines: [back("1", { amount })] }),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        id: of,
        n: copy,
        createdAt: moment,
        dueAt: maybe(moment),
        deliveredAt: maybe(moment),
      })
      .map(({ id, n, ...changes }) => fulfillment(`f${id}`, id, n, changes)),
  },
  fc.record({ orderRef: of, answeredAt: moment, score: pick(0, 7, 10) }).map((answer) => ({
    kind: "answer" as const,
    question: "nps",
    touchpoint: "checkout" as const,
    text: null,
    ...answer,
  })),
  fc.record({ id: of, createdAt: moment, byApp: fc.boolean() }).map(({ id, createdAt, byApp }) => ({
    kind: "order-event" as const,
    id: `e${id}${createdAt.getTime()}`,
    orderId: id,
    action: "fulfillment_success",
    byApp,
    byUser: !byApp,
    createdAt,
  })),
  fc.record({ item: pick("sku:s1", "sku:s2"), validFrom: moment }).map((cost) => ({
    kind: "cost" as const,
    amount: String(100 + (cost.validFrom.getTime() % 7)),
    ...cost,
  })),
  of.map((id) => ({ kind: "deleted" as const, what: "order" as const, id, at: hour(1) })),
  pick(["c1", "c2"], ["c2", "c3"]).map(([fromId = "", toId = ""]) => ({
    kind: "customer-merge" as const,
    fromId,
    toId,
  })),
);

/** Batches of facts; after each, the instant of a recompute, or none. */
const history = fc.array(
  fc.record({ batch: fc.array(facts, { minLength: 1, maxLength: 6 }), at: maybe(moment) }),
  { minLength: 1, maxLength: 6 },
);

async function measureRows(shop: ShopContext): Promise<string[]> {
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<{ row: string }>(
      `select concat_ws(' ', measure, dimension, key, day, bucket, value) as row
       from measure_day order by 1`,
    ),
  );
  return rows.map(({ row }) => row);
}

const weeks = Array.from({ length: 7 }, (_, at) => ({
  from: addDays("2026-02-26", 7 * at),
  to: addDays("2026-02-26", 7 * (at + 1)),
}));
const windows = [...measures.values()]
  .filter(({ source }) => source.scan.stored)
  .flatMap((measure) =>
    [[{ from: weeks[0]!.from, to: weeks.at(-1)!.to }], ...weeks.map((week) => [week])].map(
      (pieces) => ({ measure, pieces }),
    ),
  );

test("recomputing what is dirty, whenever, gives what a rebuild gives; what is remembered is so", async () => {
  const end = hour(24 * 42);
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const shop = await testShop(db, { timeZone: "America/Los_Angeles" });
      const memory: WindowMemory = new Map();
      for (const { batch, at } of steps) {
        await inShop(db, shop.id, (client) => writeFacts(client, shop, batch));
        if (!at) continue;
        await recompute(db, shop, { asOf: at });
        await inShop(db, shop.id, async (client) => {
          const asked = { windows, asOf: at };
          const read = await readWindows(client, shop, asked);
          expect(await rememberWindows(client, shop, { memory, ...asked })).toEqual(read);
          expect(await rememberWindows(client, shop, { memory, ...asked })).toEqual(read);
        });
      }
      await recompute(db, shop, { asOf: end });
      const incremental = await measureRows(shop);
      const { rows } = await rebuild(db, shop, { asOf: end });
      expect(await measureRows(shop)).toEqual(incremental);
      expect(rows).toBe(incremental.length);
    }),
    { numRuns: Number(process.env["PROPERTY_RUNS"] ?? 30) },
  );
}, 600_000);
