// A history that is written at once is the history that came fact by fact, whatever the shop held.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Client, type Db } from "../../app/db.server.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { rederive } from "../../app/ledger/rederive.server.ts";
import { packBulk, writeBulk } from "../../app/ledger/write-bulk.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { history, wholeOrders } from "./history.ts";
import { countedDays, snapshot } from "./snapshot.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const rounds = Number(process.env["PROPERTY_RUNS"] ?? 40);
const makeShop = () => testShop(db, { timeZone: "America/Los_Angeles" });
type Write = (client: Client, shop: ShopContext, facts: readonly Fact[]) => Promise<unknown>;
const atOnce: Write = (client, shop, facts) => writeBulk(client, shop, packBulk(facts));
const write = (shop: ShopContext, by: Write, facts: readonly Fact[]) =>
  inShop(db, shop.id, (client) => by(client, shop, facts));

const first: Record<string, string> = { o: "51", r: "52", f: "53", e: "54" };

/** The same with ids as Shopify gives them, which are digits and therefore looked up by their span. */
function inDigits<T>(value: T): T {
  if (typeof value === "string") {
    return value.replace(/^(#?)([orfe])(\d)$/, (_, hash: string, kind: string, n: string) => {
      return hash + first[kind] + n;
    }) as T;
  }
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(inDigits) as T;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inDigits(each)])) as T;
}

/** What the shop holds already, older and newer copies among it; the history; orders a batch. */
const arrivals = fc
  .record({
    held: history,
    told: wholeOrders,
    size: fc.integer({ min: 1, max: 9 }),
    digits: fc.boolean(),
  })
  .map(({ digits, ...all }) => (digits ? inDigits(all) : all));

function batchesOf(told: Fact[][], size: number): Fact[][] {
  const count = Math.ceil(told.length / size);
  return Array.from({ length: count }, (_, at) => told.slice(at * size, (at + 1) * size).flat());
}

test("facts at once give the rows of the same facts one door at a time", async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ held, told, size }) => {
      const one = await makeShop();
      await write(one, writeFacts, [...held, ...told.flat()]);
      const rows = await snapshot(db, one);

      const other = await makeShop();
      await write(other, writeFacts, held);
      for (const batch of batchesOf(told, size)) await write(other, atOnce, batch);
      expect(await snapshot(db, other)).toEqual(rows);
      await write(other, (client, shop) => rederive(client, shop), []);
      expect(await snapshot(db, other)).toEqual(rows);

      const first = await makeShop();
      for (const batch of batchesOf(told, size)) await write(first, atOnce, batch);
      await write(first, atOnce, held);
      expect(await snapshot(db, first)).toEqual(rows);
    }),
    { numRuns: rounds },
  );
}, 600_000);

test("recommendations hear of every order that came at once", async () => {
  await fc.assert(
    fc.asyncProperty(wholeOrders, async (told) => {
      const shop = await makeShop();
      await write(shop, atOnce, told.flat());
      const { rows } = await inShop(db, shop.id, (client) =>
        client.query<{ id: string }>("select order_id as id from recommend_due order by 1"),
      );
      const orders = told.flat().filter(({ kind }) => kind === "order");
      expect(rows).toEqual(orders.map((fact) => ({ id: "id" in fact ? fact.id : "" })));
    }),
    { numRuns: 5 },
  );
});

test("a day whose numbers change by facts at once is dirty", async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ held, told, size }) => {
      const shop = await makeShop();
      const look = () =>
        inShop(db, shop.id, async (client) => {
          const { rows } = await client.query<{ day: string; print: string }>(countedDays);
          const marked = await client.query<{ day: string }>("delete from dirty_day returning day");
          return {
            prints: new Map(rows.map(({ day, print }) => [day, print])),
            dirty: new Set(marked.rows.map(({ day }) => day)),
          };
        });
      await write(shop, writeFacts, held);
      let before = await look();
      for (const batch of batchesOf(told, size)) {
        await write(shop, atOnce, batch);
        const after = await look();
        for (const day of new Set([...before.prints.keys(), ...after.prints.keys()])) {
          if (before.prints.get(day) === after.prints.get(day)) continue;
          expect({ day, dirty: after.dirty.has(day) }).toEqual({ day, dirty: true });
        }
        before = after;
      }
    }),
    { numRuns: rounds },
  );
}, 600_000);
