import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { at, order, refund } from "../../app/kpis/examples.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { redactCustomer } from "../../app/ledger/redact.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { customerList, customerSorts } from "../../app/scorecard/customers.server.ts";
import { readPlace, type Place } from "../../app/scorecard/lists.ts";
import { keptCustomerList } from "../../app/scorecard/ranked-customers.server.ts";
import { refreshSnapshots } from "../../app/scorecard/refresh.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const march = { from: "2026-03-01", to: "2026-04-01" };
const asOf = at("2026-04-01");
type Wish = Parameters<typeof customerList>[2];
const write = (to: ShopContext, facts: Fact[]) =>
  inShop(db, to.id, (client) => writeFacts(client, to, facts));

test("a ranking that is kept is what ranking all orders says, by every order and page", async () => {
  const many = await testShop(db);
  const days = Array.from({ length: 28 }, (_, at) => `2026-03-${String(at + 1).padStart(2, "0")}`);
  // 70 people, ties among them, on three pages.
  const bought = Array.from({ length: 140 }, (_, at) =>
    order(`o${at}`, {
      ...{ customer: `p${(at * 37) % 70}`, on: days[at % 28]! },
      gross: 1000 + 100 * (at % 9),
    }),
  );
  await write(many, [...bought, refund("o3", "2026-03-30", { amount: 300 })]);
  await recompute(db, many, { asOf });
  for (const sort of customerSorts) {
    for (const direction of ["descending", "ascending"] as const) {
      let after: Place | null = null;
      for (let page = 0; page < 3; page += 1) {
        const wish: Wish = { period: march, sort, direction, after };
        const slow = await customerList(db, many, wish);
        const kept = { ...wish, asOf, today: "2026-04-01" };
        expect(await keptCustomerList(db, many, kept)).toEqual({ ...slow, staleSince: null });
        after = readPlace(slow.next);
      }
      expect(after).toBeNull();
    }
  }
  // A ranking that took long is shown as it was, until the worker renews it.
  await inShop(db, many.id, (client) => client.query("update snapshot set took_ms = 1000"));
  await write(many, [order("rich", { customer: "new", on: "2026-03-31", gross: 90_000 })]);
  const later = new Date(asOf.getTime() + 60_000);
  await recompute(db, many, { asOf: later });
  const wish: Wish = { period: march, sort: "spend", direction: "descending", after: null };
  const kept = { ...wish, asOf: later, today: "2026-04-01" };
  const old = await keptCustomerList(db, many, kept);
  expect([old.staleSince, old.customers]).toEqual([asOf, 70]);
  expect(await refreshSnapshots(db, many, { now: () => later })).toBeGreaterThan(0);
  const renewed = await keptCustomerList(db, many, kept);
  expect(renewed).toEqual({ ...(await customerList(db, many, wish)), staleSince: null });
  expect([renewed.rows[0]!.id, renewed.customers]).toEqual(["new", 71]);
  // Whoever is forgotten stands in no kept ranking.
  await inShop(db, many.id, (client) =>
    redactCustomer(client, many, { customerId: "new", email: null, phone: null, orderIds: [] }),
  );
  const { rows: left } = await inShop(db, many.id, (client) =>
    client.query("select from snapshot where starts_with(name, 'customers-ranked')"),
  );
  expect(left).toEqual([]);
});

test("a ranking that was read while somebody is forgotten is kept without them", async () => {
  const shop = await testShop(db);
  await write(shop, [order("o1", { customer: "gone", on: "2026-03-05" })]);
  await recompute(db, shop, { asOf });
  const wish = { period: march, sort: "spend", direction: "descending", after: null } as const;
  const person = { customerId: "gone", email: null, phone: null, orderIds: [] };
  const looking = await inShop(db, shop.id, async (client) => {
    await redactCustomer(client, shop, person);
    // Not committed yet: who looks now still reads the old id, and waits.
    const list = keptCustomerList(db, shop, { ...wish, asOf, today: "2026-04-01" });
    await expect
      .poll(async () => {
        const { rows } = await db.owner.query<{ waiting: boolean }>(
          `select exists (select from pg_locks l join pg_database d on d.oid = l.database
             where d.datname = current_database() and l.locktype = 'advisory'
               and l.mode = 'ShareLock' and not l.granted) as waiting`,
        );
        return rows[0]!.waiting;
      })
      .toBe(true);
    return [list];
  });
  const { rows } = await looking[0]!;
  expect(rows.map(({ id }) => id)).toEqual([expect.stringMatching(/^redacted:/)]);
  const { rows: kept } = await inShop(db, shop.id, (client) =>
    client.query<{ value: string }>(
      "select value from snapshot where starts_with(name, 'customers-ranked')",
    ),
  );
  expect(kept).toHaveLength(1);
  expect(kept[0]!.value).toContain("redacted:");
  expect(kept[0]!.value).not.toContain("gone");
});
