// Any order of arrival, any duplicates and any split into batches end in the same rows, and deriving
// everything anew from the base facts changes none of them.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { rederive } from "../../app/ledger/rederive.server.ts";
import { updateShop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { history } from "./history.ts";
import { countedDays, snapshot } from "./snapshot.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

async function shopWith(batches: readonly (readonly Fact[])[]): Promise<ShopContext> {
  const shop = await testShop(db, { timeZone: "America/Los_Angeles" });
  for (const facts of batches) {
    await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  }
  return shop;
}

const rounds = Number(process.env["PROPERTY_RUNS"] ?? 40);

test("any order, duplicates and split of the same facts give the same rows", async () => {
  const arrivals = history.chain((facts) =>
    fc.record({
      facts: fc.constant(facts),
      shuffled: fc
        .tuple(fc.shuffledSubarray(facts, { minLength: facts.length }), fc.subarray(facts))
        .map(([all, again]) => [...all, ...again]),
      size: fc.integer({ min: 1, max: 8 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ facts, shuffled, size }) => {
      const batches: Fact[][] = [];
      for (let at = 0; at < shuffled.length; at += size)
        batches.push(shuffled.slice(at, at + size));
      const one = await shopWith([facts]);
      const other = await shopWith(batches);
      const rows = await snapshot(db, one);
      expect(await snapshot(db, other)).toEqual(rows);
      await inShop(db, other.id, (client) => rederive(client, other));
      expect(await snapshot(db, other)).toEqual(rows);
    }),
    { numRuns: rounds },
  );
}, 600_000);

test("a zone, a currency or a promise that comes later counts as if it had always been so", async () => {
  await fc.assert(
    fc.asyncProperty(history, async (facts) => {
      const late = await shopWith([facts]);
      const changes = { timeZone: "Pacific/Auckland", currency: "EUR", shipPromiseHours: "36.5" };
      await updateShop(db, late, changes);
      const early = await testShop(db, { timeZone: "UTC", currency: "EUR" });
      const shop = await updateShop(db, early, changes);
      await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
      expect(await snapshot(db, late)).toEqual(await snapshot(db, shop));
    }),
    { numRuns: Math.ceil(rounds / 4) },
  );
}, 600_000);

test("a day whose numbers can change is dirty, whatever changed them", async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.integer({ min: 1, max: 6 }), async (facts, size) => {
      const shop = await testShop(db, { timeZone: "Pacific/Auckland" });
      const look = () =>
        inShop(db, shop.id, async (client) => {
          const { rows } = await client.query<{ day: string; print: string }>(countedDays);
          const marked = await client.query<{ day: string }>("delete from dirty_day returning day");
          return {
            prints: new Map(rows.map(({ day, print }) => [day, print])),
            dirty: new Set(marked.rows.map(({ day }) => day)),
          };
        });
      let before = await look();
      for (let at = 0; at < facts.length; at += size) {
        const batch = facts.slice(at, at + size);
        await inShop(db, shop.id, (client) => writeFacts(client, shop, batch));
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
