import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { readHistogram } from "../../app/measures/histogram.server.ts";
import { dimensions, measures, type MeasureId } from "../../app/measures/index.ts";
import { readMeasures } from "../../app/measures/read.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { answerRow, eventRow, given, orderRow, refundRow } from "./rows.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

test("every measure is stored under an id of its own and named in plain words", () => {
  for (const [id, measure] of measures) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(measure.source.words.length).toBeGreaterThan(10);
  }
});

const pick = <T>(...values: T[]) => fc.constantFrom(...values);
const day = fc.integer({ min: 1, max: 9 }).map((n) => `2026-03-0${n}`);
const money = fc.integer({ min: 0, max: 5000 });
const instant = fc
  .tuple(day, fc.integer({ min: 0, max: 23 }))
  .map(([on, hour]) => `${on}T${String(hour).padStart(2, "0")}:00:00Z`);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const order = fc
  .record({
    day,
    channel: pick("online", "pos", "draft"),
    region: pick("US-CA", "US-NY", "DE", "unknown"),
    customer_kind: pick("new", "returning", "guest"),
    left_out: pick(null, null, null, "voided", "test"),
    gross: money,
    discounts: money,
    units: fc.integer({ min: 0, max: 5 }),
    known_net: money,
    exact_net: money,
    cost: money,
    cancelled_at: maybe(instant),
    shipped_at: maybe(instant),
    delivered_at: maybe(instant),
    due_at: maybe(instant),
    promised_at: maybe(instant),
    returned_units_60: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ day: on, ...changes }) => ({
    on,
    changes: { ...changes, counted: changes.left_out === null, test: changes.left_out === "test" },
  }));

const ledger = fc
  .record({
    orders: fc.array(order, { maxLength: 25 }),
    refunds: fc.array(fc.tuple(fc.nat(30), day, money, money), { maxLength: 15 }),
    events: fc.array(fc.tuple(fc.nat(30), day, fc.boolean()), { maxLength: 15 }),
    answers: fc.array(fc.tuple(fc.nat(30), day, fc.integer({ min: 1, max: 5 })), { maxLength: 9 }),
  })
  .map(({ orders, refunds, events, answers }) => ({
    orders: orders.map(({ on, changes }, at) => orderRow(`${at}`, on, changes)),
    refunds: refunds.map(([of, on, amount, restock_cost], at) =>
      refundRow(`${at}`, `${of}`, on, { amount, units: 1, known_amount: amount, restock_cost }),
    ),
    events: events.map(([of, on, by_app], at) =>
      eventRow(`${at}`, `${of}`, on, { by_app, by_user: !by_app }),
    ),
    answers: answers.map(([of, on, score], at) =>
      answerRow(`${of}`, on, {
        score,
        question: score > 3 ? "csat" : "nps",
        touchpoint: at % 2 ? "checkout" : "pos",
      }),
    ),
  }))
  .map((all) => ({
    ...all,
    answers: [
      ...new Map(
        all.answers.map((row) => [`${row.order_ref} ${row.question} ${row.touchpoint}`, row]),
      ).values(),
    ],
  }));

const ids = (kind: "sum" | "histogram") =>
  [...measures.values()].filter((measure) => measure.kind === kind).map(({ id }) => id);

test("the parts of every split add up to the whole, for every measure", async () => {
  const period = { from: "2026-03-02", to: "2026-03-08" };
  const asOf = new Date("2026-03-05T12:00:00Z");
  await fc.assert(
    fc.asyncProperty(ledger, async (rows) => {
      const shop = await testShop(db);
      await given(db, shop, rows);
      await inShop(db, shop.id, async (client) => {
        for (const dimension of dimensions) {
          const sums = ids("sum");
          const read = (by: typeof dimension) =>
            readMeasures<MeasureId>(client, shop, { ids: sums, period, dimension: by, asOf });
          const whole = (await read("all")).get("all")!;
          const parts = [...(await read(dimension)).values()];
          for (const id of sums) {
            const total = parts.reduce((sum, part) => sum + part[id], 0n);
            expect([dimension, id, total]).toEqual([dimension, id, whole[id]]);
          }
          for (const id of ids("histogram")) {
            const all = await readHistogram(client, shop, { id, period });
            const split = await readHistogram(client, shop, { id, period, dimension });
            const values = [...split.values()].flatMap((part) => part.values ?? []);
            expect(values.sort((a, b) => a - b)).toEqual(all.get("all")!.values);
            expect(all.get("all")!.values).toHaveLength(all.get("all")!.n);
          }
        }
      });
    }),
    { numRuns: Number(process.env["PROPERTY_RUNS"] ?? 15) },
  );
}, 600_000);
