import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import type { Fact, OrderFact, ProductFact, ShopContext } from "../../app/ledger/facts.ts";
import { setRule, type RuleWish } from "../../app/ledger/recommend/rules.server.ts";
import { refreshRecommendations } from "../../app/scorecard/recommend-refresh.server.ts";
import {
  customerLists,
  recommendForCustomer,
} from "../../app/scorecard/recommend-customer.server.ts";
import { recommendForProduct, type Recommendations } from "../../app/scorecard/recommend.server.ts";
import { testShop } from "../database.ts";
import { back, line, minute, order, product, refund, version } from "../ledger/make.ts";
import { ledgerForTests } from "../ledger/store.ts";

const { db, write } = ledgerForTests();

const sale = (id: string, products: string[], changes: Partial<OrderFact> = {}) =>
  order(id, 0, {
    processedAt: minute(Number(id) || 0),
    lines: products.map((productId, position) => line(`${position}`, { position, productId })),
    ...changes,
  });

/** On sale unless `changes` say otherwise. */
function thing(
  id: string,
  n = 0,
  changes: Partial<Omit<ProductFact, "kind" | "version">> = {},
): ProductFact {
  const plain = product(id, n, { [`${id}-v`]: [`SKU-${id}`, `item-${id}`] });
  const content = { ...plain, title: `The ${id}`, publishedAt: minute(0), ...changes };
  return { ...content, version: version(n, content) };
}
const stock = (id: string, available: number, n = 0): Fact[] => [
  {
    kind: "inventory-item",
    id: `item-${id}`,
    sku: null,
    tracked: true,
    version: version(n, [id, "item"]),
  },
  {
    kind: "stock-level",
    inventoryItemId: `item-${id}`,
    locationId: "1",
    active: true,
    available,
    onHand: available,
    committed: 0,
    incoming: 0,
    version: version(n, [id, available]),
  },
];

const refresh = (shop: ShopContext) => refreshRecommendations(db(), shop, { now: minute(0) });
const beside = async (shop: ShopContext, named: string, limit?: number) =>
  (await recommendForProduct(db(), shop, { named, limit }))!;
const forBuyer = async (shop: ShopContext, named: string, limit?: number) =>
  (await recommendForCustomer(db(), shop, { named, now: minute(0), limit }))!;
const rule = (shop: ShopContext, wish: RuleWish) =>
  inShop(db(), shop.id, (client) => setRule(client, shop, wish));
const shown = ({ items }: Recommendations) =>
  items.map(({ product, evidence }) => `${product} ${evidence.model}`);

/**
 * 60 orders hold A and B, 40 hold C alone, 20 hold D and E, by 120 customers with one order each;
 * ann bought A, bob bought C twice.
 */
async function shopWithPairs(...more: Fact[]): Promise<ShopContext> {
  const shop = await testShop(db());
  const orders = Array.from({ length: 120 }, (_, n) => {
    const products = n < 60 ? ["A", "B"] : n < 100 ? ["C"] : ["D", "E"];
    return sale(`${n}`, products, { customerId: `c${n}`, region: n % 2 ? "US-CA" : "US-NY" });
  });
  const known = [
    ...["A", "B", "C", "D", "E"].map((id) => thing(id)),
    sale("200", ["A"], { customerId: "ann", region: "US-NY" }),
    sale("201", ["C"], { customerId: "bob", region: "US-CA" }),
    sale("202", ["C"], { customerId: "bob", region: "US-CA" }),
  ];
  for (let at = 0; at < orders.length; at += 50) await write(shop, ...orders.slice(at, at + 50));
  await write(shop, ...known, ...more);
  await refresh(shop);
  return shop;
}

test("a product's list names what stands in the same orders, with its counts, then best sellers", async () => {
  const shop = await shopWithPairs();
  const list = await beside(shop, "A");
  expect(list.for).toEqual({ product: "A", title: "The A" });
  expect(list.model).toBe("bought-together");
  expect(shown(list)).toEqual([
    "B bought-together",
    "C recent-best-sellers",
    "D recent-best-sellers",
    "E recent-best-sellers",
  ]);
  // 60 orders with both of 61 with A, 60 with B, 123 in all: 60 · 123 ÷ (61 · 60) = 2.016.
  expect(list.items[0]).toMatchObject({
    sku: "SKU-B",
    title: "The B",
    reason: "In 60 of 61 orders with The A, 2.0 times as often as by chance (123 orders counted).",
    evidence: { count: 60, of: 61, n: 123, because: { product: "A", title: "The A" } },
  });
  expect(list.items[0]!.evidence.lift).toBeCloseTo(2.0164, 4);
  expect(list.items[1]!.reason).toBe("In 42 of 123 orders on 2026-03-01.");
  expect(shown(await beside(shop, "SKU-A", 1))).toEqual(["B bought-together"]);
  expect(await recommendForProduct(db(), shop, { named: "nothing" })).toBeNull();
});

test("a customer's list: neighbours, what they buy again, best sellers of their region, best sellers", async () => {
  const shop = await shopWithPairs();
  const ann = await forBuyer(shop, "ann");
  expect(ann.for).toEqual({ customer: "ann" });
  expect(shown(ann)).toEqual([
    "B also-bought",
    "A buy-again",
    "C recent-best-sellers",
    "D recent-best-sellers",
    "E recent-best-sellers",
  ]);
  // 60 customers bought both, 61 bought A, 122 bought anything.
  expect(ann.items[0]!.reason).toBe(
    "Bought by 60 of 61 customers who bought The A, 2.0 times as often as by chance (122 customers counted).",
  );
  expect(ann.items[1]!.reason).toBe("Bought before, in this customer's only order.");
  // Of the 61 orders to New York 20 hold C, 10 hold D.
  expect(ann.items[2]).toMatchObject({
    reason: "In 20 of 61 orders to United States, NY on 2026-03-01.",
    evidence: { region: "US-NY", count: 20, of: 61 },
  });
  // Apart: nothing that was bought before among what is new, nothing else among what is bought again.
  const lists = (await customerLists(db(), shop, { named: "ann", now: minute(0), limit: 3 }))!;
  expect(shown(lists.fresh)).toEqual([
    "B also-bought",
    "C recent-best-sellers",
    "D recent-best-sellers",
  ]);
  expect(shown(lists.again)).toEqual(["A buy-again"]);
  await rule(shop, { list: "", item: "E", rule: "pin" });
  const pinned = (await customerLists(db(), shop, { named: "ann", now: minute(0), limit: 2 }))!;
  expect(shown(pinned.fresh)).toEqual(["E pinned", "B also-bought"]);
  expect(shown(pinned.again)).toEqual(["A buy-again"]);
  expect(await customerLists(db(), shop, { named: "nobody", now: minute(0) })).toBeNull();
  await rule(shop, { list: "", item: "E", rule: null });
  const bob = await forBuyer(shop, "bob");
  expect(shown(bob)[0]).toBe("C buy-again");
  expect(bob.items[0]!.reason).toBe("Bought before, in 2 of this customer's 2 orders.");
  expect(await recommendForCustomer(db(), shop, { named: "nobody", now: minute(0) })).toBeNull();
});

test("what cannot or should not be bought is in no list, and is counted", async () => {
  const shop = await shopWithPairs(...stock("B", 0));
  const leftOut = async () => (await beside(shop, "A")).leftOut;
  expect(await leftOut()).toEqual({ "sold-out": 1 });
  await write(shop, ...stock("B", 3, 1));
  expect(await leftOut()).toEqual({});
  const price = (amount: bigint) => [{ ...thing("B").variants[0]!, price: amount }];
  const states: [Partial<ProductFact>, string][] = [
    [{ status: "archived" }, "archived"],
    [{ status: "draft" }, "draft"],
    [{ publishedAt: null }, "unpublished"],
    [{ giftCard: true }, "gift-card"],
    [{ variants: price(0n) }, "free"],
  ];
  for (const [n, [changes, why]] of states.entries()) {
    await write(shop, thing("B", n + 1, changes));
    expect(await leftOut(), why).toEqual({ [why]: 1 });
  }
  await write(shop, thing("B", 50));
  expect(shown(await beside(shop, "A"))[0]).toBe("B bought-together");
  // Deleted while it is listed: gone at the next look, without any count in between.
  await write(shop, { kind: "deleted", what: "product", id: "B", at: minute(60) });
  expect(await leftOut()).toEqual({ gone: 1 });
  expect(shown(await beside(shop, "A"))[0]).toBe("C recent-best-sellers");
});

test("what a customer sent back is not shown to them, but to others", async () => {
  const shop = await shopWithPairs();
  await write(shop, refund("r", "202", 0, { lines: [back("0")] }));
  const bob = await forBuyer(shop, "bob");
  expect(bob.leftOut).toEqual({ returned: 1 });
  expect(shown(bob)).not.toContain("C buy-again");
  expect(shown(await forBuyer(shop, "ann"))).toContain("C recent-best-sellers");
  // Money back on a cancelled line is nothing sent back.
  await write(shop, refund("r2", "200", 0, { lines: [back("0", { restockType: "cancel" })] }));
  expect((await forBuyer(shop, "ann")).leftOut).toEqual({});
});

test("the merchant's pins come first, bans never, unless a pin cannot be bought", async () => {
  const shop = await shopWithPairs();
  await rule(shop, { list: "A", item: "E", rule: "pin" });
  await rule(shop, { list: "", item: "C", rule: "ban" });
  const list = await beside(shop, "A");
  expect(shown(list)).toEqual(["E pinned", "B bought-together", "D recent-best-sellers"]);
  expect(list.leftOut).toEqual({ banned: 1 });
  expect(list.items[0]!.reason).toBe("Pinned by the merchant.");
  expect(shown(await beside(shop, "D"))[0]).toBe("E bought-together");
  expect(shown(await forBuyer(shop, "bob"))).not.toContain("C buy-again");
  // A rule of the list itself wins over the one for all.
  await rule(shop, { list: "A", item: "C", rule: "pin" });
  expect(shown(await beside(shop, "A")).slice(0, 2)).toEqual(["E pinned", "C pinned"]);
  await write(shop, thing("E", 1, { status: "archived" }));
  expect(shown(await beside(shop, "A"))[0]).toBe("C pinned");
  await rule(shop, { list: "A", item: "C", rule: null });
  expect(shown(await beside(shop, "A"))[0]).toBe("B bought-together");
});

test("stores with 0, 1 and 5 orders, with one product, with nothing in stock: labelled", async () => {
  const empty = await testShop(db());
  await write(empty, thing("A"), {
    kind: "customer",
    id: "ann",
    createdAt: null,
    state: "",
    contact: { email: "ann@example.com", phone: null, firstName: null, lastName: null },
    version: version(0),
  });
  await refresh(empty);
  const nothing = { model: "none", items: [], needs: "a first order that counts" };
  expect(await beside(empty, "A")).toMatchObject(nothing);
  expect(await forBuyer(empty, "ann@example.com")).toMatchObject(nothing);

  await write(empty, thing("B"), sale("1", ["A"], { customerId: "ann" }));
  await refresh(empty);
  expect(await beside(empty, "A")).toMatchObject({
    model: "none",
    needs: "a second product that was ever bought",
  });
  expect(shown(await beside(empty, "B"))).toEqual(["A best-sellers"]);
  expect((await beside(empty, "B")).items[0]!.reason).toBe("In 1 of 1 order ever.");
  expect(shown(await forBuyer(empty, "Ann@Example.com"))).toEqual(["A buy-again"]);

  await write(
    empty,
    ...["2", "3", "4", "5"].map((id) => sale(id, ["A", "B"], { customerId: `c${id}` })),
  );
  await refresh(empty);
  // Four common orders of five are no evidence yet: two best sellers meet by chance.
  expect(shown(await beside(empty, "A"))).toEqual(["B recent-best-sellers"]);

  await write(empty, ...stock("A", 0), ...stock("B", 0));
  expect(await beside(empty, "A")).toMatchObject({
    model: "none",
    leftOut: { "sold-out": 1 },
    needs: "a product that can be bought: all are left out (1 sold-out)",
  });
  expect((await forBuyer(empty, "ann")).model).toBe("none");

  const single = await testShop(db());
  await write(
    single,
    thing("A"),
    ...["1", "2", "3"].map((id) => sale(id, ["A"], { customerId: "ann" })),
  );
  await refresh(single);
  expect(await beside(single, "A")).toMatchObject({ model: "none", items: [] });
  expect(shown(await forBuyer(single, "ann"))).toEqual(["A buy-again"]);
});

test("a shop that is known by files of orders alone gets lists by SKU and name", async () => {
  const shop = await testShop(db());
  const sold = Array.from({ length: 30 }, (_, n) =>
    order(`${n}`, 0, {
      source: "csv",
      processedAt: minute(n),
      lines: (n < 15 ? ["MUG", "TRAY"] : ["LAMP"]).map((sku, position) =>
        line(`${position}`, { position, sku, title: `${sku.toLowerCase()} blue` }),
      ),
    }),
  );
  await write(shop, ...sold);
  await refresh(shop);
  const list = await beside(shop, "MUG");
  expect(list.items[0]).toMatchObject({ product: "TRAY", sku: "TRAY", title: "tray blue" });
  expect(list.model).toBe("bought-together");
});
