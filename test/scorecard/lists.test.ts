import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { order, refund } from "../../app/kpis/examples.ts";
import { csvCell } from "../../app/ledger/csv.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { customersFile } from "../../app/scorecard/customers-export.server.ts";
import { readOrder, readPlace, writePlace } from "../../app/scorecard/lists.ts";
import { productsFile } from "../../app/scorecard/products-export.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
let shop: ShopContext;
const wish = {
  period: { from: "2026-03-01", to: "2026-04-01" },
  direction: "descending",
} as const;

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      order("a", { customer: "=cmd()", sku: "=HYPERLINK(1)", gross: 3000, units: 12 }),
      order("b", { customer: "2", sku: 'MUG "L", blue', gross: 1000 }),
      order("feb", { customer: "2", sku: "HAT", gross: 900, on: "2026-02-20" }),
      refund("feb", "2026-03-02", { amount: 900 }),
      // More than a batch of people.
      ...Array.from({ length: 700 }, (_, n) => order(`o${n}`, { customer: `c${n}`, gross: 100 })),
    ]),
  );
});
afterAll(() => db.close());

test("the customers' file holds every row, formulas made harmless", async () => {
  const text = await new Response(customersFile(db, shop, { ...wish, sort: "spend" })).text();
  const lines = text.trimEnd().split("\r\n");
  expect(lines[0]).toBe(
    "customer_id,name,orders,orders_ever,spent,went_back,first_order,last_order,kind,sale_opt_out,margin,margin_step,margin_known,cm1",
  );
  expect(lines[1]).toBe("'=cmd(),,1,1,30.00,0.00,2026-03-05,2026-03-05,new,false,,cm1,0,");
  expect(lines[2]).toBe("2,,1,2,10.00,0.00,2026-02-20,2026-03-05,returning,false,,cm1,0,");
  expect(lines).toHaveLength(1 + 702);
});

test("the products' file keeps commas, quotes and what is below zero", async () => {
  const text = await new Response(
    productsFile(db, shop, { ...wish, sort: "net", search: "" }),
  ).text();
  const lines = text.trimEnd().split("\r\n");
  // 30.00 + 10.00 + 700.00 − 9.00 = 731.00 in all.
  expect(lines.slice(1)).toEqual([
    `SOCKS,Socks,,700,700.00,${700 / 731},0,0,,0,none,,0,,`,
    `'=HYPERLINK(1),Socks,,12,30.00,${30 / 731},0,0,,0,none,,0,,`,
    `"MUG ""L"", blue",Socks,,1,10.00,${10 / 731},0,,,0,none,,0,,`,
    `HAT,Socks,,0,-9.00,${-9 / 731},0,,,0,none,,,,`,
  ]);
});

test("a file that nobody takes gives its connection back", async () => {
  for (let run = 0; run < 15; run += 1) {
    const reader = customersFile(db, shop, { ...wish, sort: "spend" }).getReader();
    await reader.read();
    await reader.cancel();
  }
  // The pool has twelve: with one kept each time this would wait for ever.
  await expect.poll(() => db.app.totalCount - db.app.idleCount).toBe(0);
});

test("text is never a formula, a number stays one", () => {
  expect(["=1+1", "+1", "-a", "@x", "\tx"].map(csvCell)).toEqual([
    "'=1+1",
    "'+1",
    "'-a",
    "'@x",
    "'\tx",
  ]);
  expect(["-5.00", -3, null, "plain"].map(csvCell)).toEqual(["-5.00", "-3", "", "plain"]);
});

test("a place in a list survives its address; what nobody wrote is the start", () => {
  const place = { value: -12n, id: "a.b/ü 1" };
  const address = new URLSearchParams({ after: writePlace(place) });
  expect(readPlace(new URLSearchParams(address.toString()).get("after"))).toEqual(place);
  for (const text of [null, "", "x", "1", "1.", ".1", "1e3.a"]) expect(readPlace(text)).toBeNull();
});

test("an unknown order is the usual one", () => {
  const sorts = ["net", "units"] as const;
  expect(readOrder(new URLSearchParams("sort=price&dir=x"), sorts)).toEqual({
    sort: "net",
    direction: "descending",
    after: null,
  });
  expect(readOrder(new URLSearchParams("sort=units&dir=up"), sorts)).toMatchObject({
    sort: "units",
    direction: "ascending",
  });
});
