import fc from "fast-check";
import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import type { Fact, OrderFact, ShopContext } from "../../app/ledger/facts.ts";
import { redactCustomer } from "../../app/ledger/redact.server.ts";
import { refreshRecommendations } from "../../app/scorecard/recommend-refresh.server.ts";
import { testShop } from "../database.ts";
import { line, minute, order } from "../ledger/make.ts";
import { ledgerForTests } from "../ledger/store.ts";

const { db, read, write } = ledgerForTests();
const now = minute(500);
const refresh = (shop: ShopContext, whole = false) =>
  refreshRecommendations(db(), shop, { now, whole });

/** An order of these products, one line each. */
const sale = (id: string, products: string[], changes: Partial<OrderFact> = {}, n = 0) =>
  order(id, n, {
    lines: products.map((productId, position) => line(`${position}`, { position, productId })),
    ...changes,
  });

const counts = (shop: ShopContext) =>
  read(
    shop,
    `select r.kind, i.key, r.groups, array(
       select o.key || ' ' || u.n from unnest(r.others, r.counts) as u (other, n)
       join recommend_item o on o.number = u.other order by 1) as together
     from recommend_row r join recommend_item i on i.number = r.item order by 1, 2`,
  );
const totals = (shop: ShopContext) =>
  read(shop, "select orders, customers from recommend_state").then(([row]) => row);
/** The transaction that wrote each row last. */
const stamps = async (shop: ShopContext) =>
  new Map(
    (await read(shop, "select kind, item, xmin::text as stamp from recommend_row")).map((row) => [
      `${String(row["kind"])} ${String(row["item"])}`,
      row["stamp"],
    ]),
  );

test("orders and customers are counted by product, whatever names it", async () => {
  const shop = await testShop(db());
  const named = { ...order("named"), lines: [line("1", { title: "Mug" })] };
  await write(
    shop,
    sale("1", ["A", "B"], { customerId: "ann" }),
    sale("2", ["C"], { customerId: "ann" }),
    sale("3", ["A", "B"]),
    sale("4", ["A"], { test: true }),
    named,
  );
  expect(await refresh(shop)).toMatchObject({ orders: null });
  expect(await totals(shop)).toEqual({ orders: 4, customers: 1 });
  const row = (kind: string, key: string, groups: number, together: string[]) => ({
    ...{ kind, key, groups, together },
  });
  expect(await counts(shop)).toEqual([
    row("customer", "A", 1, ["B 1", "C 1"]),
    row("customer", "B", 1, ["A 1", "C 1"]),
    row("customer", "C", 1, ["A 1", "B 1"]),
    row("order", "A", 2, ["B 2"]),
    row("order", "B", 2, ["A 2"]),
    row("order", "C", 1, []),
    row("order", "Mug", 1, []),
  ]);
  expect(await refresh(shop)).toEqual({ orders: 0, rows: 0, sellers: 0 });
});

test("one new order writes the rows of its products and of its customer's, no other", async () => {
  const shop = await testShop(db());
  const product = (n: number) => `P${n % 40}`;
  const history = Array.from({ length: 400 }, (_, n) =>
    sale(`${n}`, [product(n), product(n * 7 + 1)], {
      processedAt: minute(n),
      customerId: `c${n % 90}`,
      region: `US-${n % 5}`,
    }),
  );
  for (let at = 0; at < history.length; at += 50) await write(shop, ...history.slice(at, at + 50));
  await refresh(shop);
  const before = await stamps(shop);

  await write(shop, sale("new guest", ["P3", "P8"], { region: "US-1", processedAt: minute(400) }));
  // By order: P3, P8. Best sellers: ever, recent, recent in US-1.
  expect(await refresh(shop)).toEqual({ orders: 1, rows: 2, sellers: 3 });
  const after = await stamps(shop);
  expect([...after].filter(([key, stamp]) => before.get(key) !== stamp)).toHaveLength(2);

  // By order: P3 and the new one. By customer: these beside all that c0 bought, which was P0 to P39
  // by tens and their seconds: eight products.
  const late = { customerId: "c0", region: "US-1", processedAt: minute(401) };
  const [history0] = await read(
    shop,
    `select count(distinct item)::int as items from recommend_basket, unnest(items) item
     where customer_id = 'c0'`,
  );
  await write(shop, sale("new of c0", ["P3", "never sold"], late));
  const report = await refresh(shop);
  expect([history0, report.rows]).toEqual([{ items: 8 }, 2 + 8 + 2]);

  // The same order again, and one of which only the channel changed, touch nothing.
  await write(shop, sale("new of c0", ["P3", "never sold"], late));
  await write(
    shop,
    sale(
      "0",
      [product(0), product(1)],
      { ...late, channel: "pos", region: "US-0", processedAt: minute(0) },
      1,
    ),
  );
  expect(await refresh(shop)).toMatchObject({ rows: 0, sellers: 0 });
});

test(
  "any history of orders ends in the counts of a fresh count",
  { timeout: 240_000 },
  async () => {
    const products = ["A", "B", "C", "D", "E", "F"];
    const told = fc.record({
      id: fc.integer({ min: 0, max: 5 }).map(String),
      products: fc.uniqueArray(fc.constantFrom(...products), { minLength: 1, maxLength: 4 }),
      customerId: fc.constantFrom(null, "ann", "bob", "cy"),
      test: fc.boolean(),
      deleted: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      merged: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      counts: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(told, { minLength: 1, maxLength: 12 }), async (history) => {
        const shop = await testShop(db());
        for (const [n, step] of history.entries()) {
          const { id, customerId, test } = step;
          const facts: Fact[] = [sale(id, step.products, { customerId, test }, n)];
          if (step.deleted) facts.push({ kind: "deleted", what: "order", id, at: minute(n) });
          if (step.merged) facts.push({ kind: "customer-merge", fromId: "bob", toId: "ann" });
          await write(shop, ...facts);
          if (step.counts) await refresh(shop);
        }
        await refresh(shop);
        const [kept, keptTotals] = [await counts(shop), await totals(shop)];
        await refresh(shop, true);
        expect(await counts(shop)).toEqual(kept);
        expect(await totals(shop)).toEqual(keptTotals);
      }),
      { numRuns: 25 },
    );
  },
);

test("a redacted person's basket goes on under the pseudonym of the order", async () => {
  const shop = await testShop(db());
  await write(shop, sale("1", ["A"], { customerId: "ann" }));
  await refresh(shop);
  await inShop(db(), shop.id, (client) =>
    redactCustomer(client, shop, { customerId: "ann", email: null, phone: null, orderIds: [] }),
  );
  const rows = await read(
    shop,
    `select b.customer_id = o.customer_id as same, b.customer_id like 'redacted:%' as pseudonym
     from recommend_basket b join orders o on o.id = b.order_id`,
  );
  expect(rows).toEqual([{ same: true, pseudonym: true }]);
});

test("a change that comes while another is counted is counted next", async () => {
  const shop = await testShop(db());
  await write(shop, sale("1", ["A"]));
  await refresh(shop);
  await write(shop, sale("1", ["A", "B"], {}, 1));
  // A writer that has not committed yet marks the order again.
  const writer = await db().app.connect();
  await writer.query(`begin; select set_config('app.shop_id', '${shop.id}', true)`);
  await writer.query("update recommend_due set mark = nextval('dirty_mark') where order_id = '1'");
  const counting = refresh(shop);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await writer.query("commit");
  writer.release();
  await counting;
  expect(await counts(shop)).toHaveLength(2);
  expect(await read(shop, "select order_id from recommend_due")).toEqual([]);
});
