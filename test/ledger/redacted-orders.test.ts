// Orders of a redacted person that come after the redaction, by deliveries and by a history at once.
import fc from "fast-check";
import { expect, test } from "vitest";
import { inShop, type Client } from "../../app/db.server.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { redactCustomer, type PersonNamed } from "../../app/ledger/redact.server.ts";
import { rederive } from "../../app/ledger/rederive.server.ts";
import { packBulk, writeBulk } from "../../app/ledger/write-bulk.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { testShop } from "../database.ts";
import { history, wholeOrders } from "./history.ts";
import { minute, order, version } from "./make.ts";
import { countedDays, snapshot } from "./snapshot.ts";
import { ledgerForTests } from "./store.ts";

const { db, days, read, write } = ledgerForTests();

type Write = (client: Client, shop: ShopContext, facts: readonly Fact[]) => Promise<unknown>;
const atOnce: Write = (client, shop, facts) => writeBulk(client, shop, packBulk(facts));
const doors: [string, Write][] = [
  ["deliveries", writeFacts],
  ["a history at once", atOnce],
];
const by = (shop: ShopContext, how: Write, ...facts: Fact[]) =>
  inShop(db(), shop.id, (client) => how(client, shop, facts));
const redact = (shop: ShopContext, person: Partial<PersonNamed>) =>
  inShop(db(), shop.id, (client) => {
    const nobody = { customerId: null, email: null, phone: null, orderIds: [] };
    return redactCustomer(client, shop, { ...nobody, ...person });
  });

const bought = (id: string, n: number, customerId: string | null, processedAt = minute(0)) =>
  order(id, n, { customerId, postcode: "QX17ZY", processedAt });
const contact = { email: "ada@example.com", phone: null, firstName: "Ada", lastName: null };
const customer = (id: string) => ({
  ...{ kind: "customer" as const, id, version: version(9, contact), createdAt: null },
  ...{ state: "enabled", contact },
});
const stored = "select id, customer_id, postcode, redacted from orders order by id";
const nobodys = (id: string) => ({ id, customer_id: null, postcode: null, redacted: true });

test.each(doors)("an older order that %s tell of later is nobody's", async (_, how) => {
  const shop = await testShop(db());
  await write(shop, bought("1", 0, "77"));
  await redact(shop, { customerId: "77", orderIds: ["1"] });
  await by(shop, how, bought("2", 0, "77"), bought("3", 0, "88"));
  const [, two, three] = await read(shop, stored);
  expect(two).toEqual(nobodys("2"));
  expect(three).toEqual({ id: "3", customer_id: "88", postcode: "QX17ZY", redacted: false });
  // The buyer of a known order was heard of only now.
  await write(shop, bought("4", 0, null));
  await by(shop, how, bought("4", 1, "77"));
  expect((await read(shop, stored))[3]).toEqual(nobodys("4"));
});

test.each(doors)("who buys again afterwards is somebody new to %s", async (_, how) => {
  const shop = await testShop(db());
  await write(shop, bought("1", 0, "77"));
  await redact(shop, { customerId: "77" });
  await by(shop, how, bought("2", 0, "77", new Date(Date.now() + 60_000)));
  expect(await read(shop, "select customer_id, customer_kind from orders where id = '2'")).toEqual([
    { customer_id: "77", customer_kind: "new" },
  ]);
});

test.each(doors)("an order that was nobody's and is named stays so for %s", async (_, how) => {
  const shop = await testShop(db());
  await write(shop, bought("1", 0, null));
  const before = await read(shop, countedDays);
  await days(shop);
  await redact(shop, { orderIds: ["1", "2"] });
  expect(await read(shop, stored)).toEqual([nobodys("1")]);
  expect(await days(shop)).toEqual([]);
  await by(shop, how, customer("77"), bought("1", 1, "77"));
  await by(shop, how, customer("78"), bought("2", 0, "78"));
  expect(await read(shop, stored)).toEqual([nobodys("1"), nobodys("2")]);
  expect(await read(shop, "select customer_id from contact")).toEqual([]);
  expect(before).toHaveLength(1);
});

test.each(doors)("whoever was merged with the person goes along, for %s too", async (_, how) => {
  const shop = await testShop(db());
  const merge = (fromId: string, toId: string) => ({
    kind: "customer-merge" as const,
    fromId,
    toId,
  });
  await write(shop, bought("1", 0, "a"), merge("a", "c"), merge("b", "c"));
  await redact(shop, { customerId: "b" });
  await by(shop, how, bought("2", 0, "a"));
  expect((await read(shop, stored))[1]).toEqual(nobodys("2"));
});

test("orders after a redaction end in the same rows by deliveries, at once and rederived", async () => {
  const masked = async (shop: ShopContext) =>
    JSON.stringify(await snapshot(db(), shop)).replace(/redacted:[0-9a-f-]+/g, "redacted");
  const some = fc.record({ held: history, told: wholeOrders, named: fc.subarray(["o1", "o3"]) });
  await fc.assert(
    fc.asyncProperty(some, async ({ held, told, named }) => {
      const shops = [await testShop(db()), await testShop(db()), await testShop(db())] as const;
      for (const shop of shops) {
        await write(shop, ...held);
        await redact(shop, { customerId: "c1", orderIds: named });
      }
      const [one, other, third] = shops;
      await write(one, ...told.flat());
      for (const facts of told) await write(other, ...facts);
      await by(third, atOnce, ...told.flat());
      const rows = await masked(one);
      expect(await masked(other)).toEqual(rows);
      expect(await masked(third)).toEqual(rows);
      await by(third, (client, shop) => rederive(client, shop));
      expect(await masked(third)).toEqual(rows);
      expect(await read(one, "select id from orders where customer_id = 'c1'")).toEqual([]);
    }),
    { numRuns: 25 },
  );
}, 300_000);
