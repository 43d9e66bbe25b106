// What people typed of somebody, and what a redaction leaves of it.
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { freshDatabase, testShop } from "../database.ts";
import { deliver, drainAll, readInbox, rowsOf } from "./deliver.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const id = 7700770077;
const now = new Date("2026-03-10T12:00:00Z");

async function shopWith(firstName: string, lastName: string): Promise<ShopContext> {
  const shop = await testShop(db);
  const named = { first_name: firstName, last_name: lastName, phone: "+4915112345678" };
  const dates = { created_at: "2026-02-01T00:00:00Z", updated_at: "2026-03-01T09:00:00Z" };
  await deliver(db, shop.id, [
    { topic: "customers/update", body: { id, email: "x@example.com", ...named, ...dates } },
  ]);
  await drainAll(db, shop.id);
  return shop;
}
const put = (shop: ShopContext, sql: string, ...values: unknown[]) =>
  inShop(db, shop.id, (client) => client.query(sql, [shop.id, ...values]));
const redact = (shop: ShopContext) =>
  deliver(db, shop.id, [
    { topic: "customers/redact", body: { shop_domain: shop.domain, customer: { id } }, id: "gone" },
  ]);
const contacts = (shop: ShopContext) => rowsOf(db, shop.id, "select customer_id from contact");
const task = (shop: ShopContext, words: string, note: string) =>
  put(
    shop,
    `insert into task (shop_id, id, kpi, words, owner, note, created_at)
     values ($1, 't', 'nps', $2, 'Ann', $3, $4)`,
    ...[words, note, now],
  );
const tasks = (shop: ShopContext) => rowsOf(db, shop.id, "select words, note, owner from task");

test("a buyer who is called as JSON is written is erased, and what is kept as JSON stays whole", async () => {
  const shop = await shopWith('"status":', '"out"');
  const view = `insert into list_view (shop_id, id, list, name, chosen)
    values ($1, 'v', 'stock', 'Out', '{"status": "out", "q": "for \\"status\\": \\"out\\" here"}')`;
  await put(shop, view);
  await redact(shop);
  await drainAll(db, shop.id);
  expect(await contacts(shop)).toEqual([]);
  expect(await readInbox(db, shop.id)).toEqual([]);
  const [kept] = await rowsOf(db, shop.id, "select chosen from list_view");
  expect(kept).toEqual({ chosen: { status: "out", q: "for [erased] here" } });
});

test("a name that JSON writes otherwise is found in the rows of a file that were refused", async () => {
  const shop = await shopWith('Xenia "Nina"', "Quillington");
  const problems = [
    { line: 2, reason: 'name: got "Xenia "Nina" Quillington", expected \\ a number' },
  ];
  await put(
    shop,
    `insert into file_import (shop_id, id, name, kind, path, bytes, created_at, heard_at, state, problems)
     values ($1, 'f', 'a.csv', 'answers', '/f', 1, $2, $2, 'done', $3)`,
    ...[now, JSON.stringify(problems)],
  );
  await redact(shop);
  await drainAll(db, shop.id);
  const [row] = await rowsOf<{ problems: string }>(db, shop.id, "select problems from file_import");
  expect(JSON.parse(row!.problems)).toEqual([
    { line: 2, reason: 'name: got "[erased]", expected \\ a number' },
  ]);
});

test("tasks and notes lose last name, phone however written, and the first name beside them", async () => {
  const shop = await shopWith("Xenia", "Quillington");
  await task(shop, "Mrs Quillington: ring +49 151 12345678", "Xenia is angry");
  await redact(shop);
  await drainAll(db, shop.id);
  expect(await tasks(shop)).toEqual([
    { words: "Mrs [erased]: ring [erased]", note: "[erased] is angry", owner: "Ann" },
  ]);
});

test("what is written for everybody loses e-mail and phone alone, whatever a buyer is called", async () => {
  const shop = await shopWith("Good", "Morning");
  await put(
    shop,
    `insert into survey_word (shop_id, language, word, text)
     values ($1, 'en', 'thanks', 'Good morning! Write to x@example.com')`,
  );
  await task(shop, "Say good morning to the stock", "Ann Good");
  await redact(shop);
  await drainAll(db, shop.id);
  expect(await rowsOf(db, shop.id, "select text from survey_word")).toEqual([
    { text: "Good morning! Write to [erased]" },
  ]);
  expect(await tasks(shop)).toMatchObject([
    { words: "Say [erased] to the stock", note: "Ann [erased]" },
  ]);
});

test("words that cannot be written undo nothing else, are told, and go at the next try", async () => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const shop = await shopWith("Xenia", "Quillington");
  await task(shop, "Call Mrs Quillington", "");
  await db.owner.query(
    `create function refuse() returns trigger language plpgsql as 'begin raise exception ''no''; end';
     create trigger refuse before update on task for each row execute function refuse()`,
  );
  await redact(shop);
  await drainAll(db, shop.id);
  expect(await contacts(shop)).toEqual([]);
  expect(await readInbox(db, shop.id)).toMatchObject([
    { state: "new", reason: expect.stringContaining("but for words in task") },
  ]);
  await db.owner.query("drop trigger refuse on task; drop function refuse()");
  await put(shop, "update inbox set next_at = now() where shop_id = $1");
  await drainAll(db, shop.id);
  expect(await tasks(shop)).toMatchObject([{ words: "Call Mrs [erased]" }]);
  expect(await readInbox(db, shop.id)).toEqual([]);
});
