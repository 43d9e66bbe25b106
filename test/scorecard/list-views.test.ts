import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Client, type Db } from "../../app/db.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { listViews, removeView, saveView } from "../../app/ledger/list-views.server.ts";
import { patternsOf } from "../../app/ledger/redact-patterns.ts";
import { eraseWords } from "../../app/ledger/redact-words.server.ts";
import { chosenIn } from "../../app/scorecard/list-views.ts";
import { readViews } from "../../app/scorecard/list-views.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const save = (shop: ShopContext, name: string, chosen = {}, list = "stock") =>
  inShop(db, shop.id, (client) => saveView(client, shop, { list, name, chosen, most: 20 }));
const read = (shop: ShopContext, text = "") =>
  readViews(db, shop, { list: "stock", search: new URLSearchParams(text) });
const names = async (shop: ShopContext) => (await read(shop)).map(({ name }) => name);

test("what is chosen of an address: neither the page's end nor who is signed in", () => {
  const address = new URLSearchParams(
    "shop=a.myshopify.com&host=aGk&id_token=x&q=shirt&status=out&sort=units&dir=up&after=9.x&age=within",
  );
  expect(chosenIn("stock", address)).toEqual({
    ...{ q: "shirt", status: "out", sort: "units", dir: "up" },
  });
  expect(chosenIn("open-orders", address)).toEqual({ age: "within" });
  // People who are searched for stand in no address and are kept in none.
  expect(chosenIn("customers", address)).toEqual({ sort: "units", dir: "up" });
});

test("a view is kept for its list, the same name replaces it, and it knows when it is shown", async () => {
  const shop = await testShop(db);
  await save(shop, "To order", { status: "out" });
  await save(shop, "To order", { status: "runs-out", sort: "units" });
  await save(shop, "Late", { age: "late-more" }, "open-orders");
  const chosen = { q: null, status: "runs-out", sort: "units", dir: null };
  expect(await read(shop)).toMatchObject([{ name: "To order", chosen, isShown: false }]);
  expect(await read(shop, "sort=units&status=runs-out&after=1.x&shop=a")).toMatchObject([
    { isShown: true },
  ]);
  expect(await read(shop, "sort=units&status=runs-out&q=a")).toMatchObject([{ isShown: false }]);
});

test("a list holds twenty views; one of them can still be replaced, and one deleted makes room", async () => {
  const shop = await testShop(db);
  for (let n = 1; n <= 20; n += 1) expect(await save(shop, `View ${n}`)).toBe(true);
  expect(await save(shop, "View 21")).toBe(false);
  expect(await save(shop, "View 20", { q: "a" })).toBe(true);
  expect(await save(shop, "View 21", {}, "products")).toBe(true);
  const [first] = await read(shop);
  await inShop(db, shop.id, (client) => removeView(client, shop, first!.id));
  expect(await names(shop)).toHaveLength(19);
  expect(await names(shop)).not.toContain(first!.name);
  expect(await save(shop, "View 21")).toBe(true);
});

test("two saves of one name at the same time leave one view", async () => {
  const shop = await testShop(db);
  await Promise.all([save(shop, "Twice", { q: "a" }), save(shop, "Twice", { q: "b" })]);
  expect(await names(shop)).toEqual(["Twice"]);
});

test("another shop neither sees a view nor deletes it, even when it asks as its owner", async () => {
  const [mine, other] = [await testShop(db), await testShop(db)];
  await save(other, "Theirs", { q: "a" });
  const [theirs] = await read(other);
  const asMe = <T>(run: (client: Client) => Promise<T>) => inShop(db, mine.id, run);
  expect(await read(mine)).toEqual([]);
  expect(await asMe((client) => listViews(client, other, "stock"))).toEqual([]);
  await asMe((client) => removeView(client, mine, theirs!.id));
  await asMe((client) => removeView(client, other, theirs!.id));
  await save(mine, "Theirs", { q: "b" });
  expect(await read(other)).toEqual([theirs]);
});

test("whoever is erased is taken out of names and searches, even where two then read the same", async () => {
  const shop = await testShop(db);
  await save(shop, "Ada Lovelace", { q: "for Ada Lovelace" });
  await save(shop, "ADA LOVELACE");
  const ada = { email: null, phone: null, firstName: "Ada", lastName: "Lovelace" };
  await inShop(db, shop.id, (client) => eraseWords(client, shop, patternsOf([ada])));
  expect(await names(shop)).toEqual(["[erased]", "[erased]"]);
  expect((await read(shop)).map(({ chosen }) => chosen["q"]).sort()).toEqual([
    ...["for [erased]", null],
  ]);
});
