// A person goes through everything that takes in data; after the redaction every table of the database,
// every file and every log line is searched for what they were called.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { env } from "../../app/env.server.ts";
import { packagePage } from "../../app/ingest/data-package.ts";
import { addImport } from "../../app/ingest/imports.server.ts";
import { listDataRequests, readDataPackages } from "../../app/ingest/privacy.server.ts";
import { storeUpload } from "../../app/ingest/uploads.server.ts";
import { importFileJob } from "../../app/jobs/import-file.ts";
import type { Day } from "../../app/ledger/day.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { open, seal } from "../../app/ledger/keys.server.ts";
import { labelKey } from "../../app/ledger/label-cost.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { readShop } from "../../app/ledger/shop.server.ts";
import { home } from "../../app/scorecard/home.server.ts";
import { refreshRecommendations } from "../../app/scorecard/recommend-refresh.server.ts";
import { refreshSnapshots } from "../../app/scorecard/refresh.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { deliver, drainAll, order, rowsOf } from "./deliver.ts";

let db: Db;
const lines: string[] = [];
const level = env.LOG_LEVEL;

beforeAll(async () => {
  db = await freshDatabase();
});
beforeEach(() => {
  env.LOG_LEVEL = "debug";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
});
afterEach(() => {
  env.LOG_LEVEL = level;
});
afterAll(async () => {
  await db?.close();
});

const id = 7700770077;
const email = "Xenia.Quill@Example.com";
const phone = "+4915112345678";
const words = "Xenia here: the vase came in splinters";
/** What may be left nowhere. The id stays in tombstones alone, so that nothing delivered later returns. */
const tracking = "00340434161094021501";
const needles = [email, phone, "Xenia", "Quillington", "QX1 7ZY", "QX17ZY", words, String(id)];
needles.push(tracking);

const customer = {
  ...{ id, email, phone, first_name: "Xenia", last_name: "Quillington" },
  ...{ created_at: "2026-02-01T00:00:00Z", updated_at: "2026-03-01T09:00:00Z", state: "enabled" },
};
const address = {
  ...{ first_name: "Xenia", last_name: "Quillington", zip: "QX1 7ZY", country_code: "GB" },
  ...{ address1: "1 Quillington Row", city: "Town", province_code: "ENG", phone },
};
const bought = (orderId: number, at: string) => ({
  ...order(orderId, { at, email, phone }),
  ...{ customer, email, phone, shipping_address: address, billing_address: address },
});
const now = new Date("2026-03-10T12:00:00Z");

async function* bytes(text: string) {
  yield new TextEncoder().encode(text);
}

const labelOf = (orderRef: string, told: { day: Day; carrier: null; tracking: null }) => ({
  ...{ kind: "label-cost" as const, orderRef, label: labelKey(told, "charge", () => 0) },
  ...{ ...told, amount: "490", toldAt: now },
});

async function upload(shop: ShopContext, kind: string, csv: string): Promise<void> {
  const stored = await storeUpload(bytes(csv));
  await addImport(db, shop.id, { ...stored, name: `${email}.csv`, kind, now });
  const deps = { db, now: () => now, graphqlFor: async () => null, addJobs: async () => {} };
  await importFileJob.run({ shopId: String(shop.id), id: stored.id }, deps);
}

/** Everything of the person that comes in, is refused, fails, is typed or is worked out. */
async function shopWithXenia(): Promise<ShopContext> {
  const shop = await testShop(db);
  await deliver(db, shop.id, [
    { topic: "customers/update", body: customer },
    { topic: "orders/create", body: bought(41, "2026-03-01T10:00:00Z") },
    { topic: "orders/create", body: bought(42, "2026-03-05T10:00:00Z") },
    { topic: "orders/create", body: order(43, { customerId: 88, email: "bob@example.com" }) },
    { topic: "orders/create", body: { id: 44, email, customer }, id: `parked-${shop.id}` },
  ]);
  await drainAll(db, shop.id);
  await inShop(db, shop.id, async (client) => {
    const said = { question: "nps", touchpoint: "checkout" as const, answeredAt: now, score: 3 };
    await writeFacts(client, shop, [
      { kind: "answer", orderRef: "41", text: words, ...said },
      { kind: "answer", orderRef: "43", text: `Tell ${email.toLowerCase()} too`, ...said },
      // As files were once taken.
      { kind: "answer", orderRef: email, text: null, ...said },
      labelOf(email, { day: "2026-03-02", carrier: null, tracking: null }),
    ]);
    await client.query(
      `insert into inbox (shop_id, webhook_id, topic, triggered_at, sealed, state, reason)
       values ($1, 'refused', 'orders/create', now(), $2, 'refused', 'got no JSON')`,
      [shop.id, seal(`{"email":"${email}"`)],
    );
    await client.query(
      `insert into task (shop_id, id, kpi, words, owner, note, created_at)
       values ($1, 't', 'nps', 'Call Xenia Quillington', 'Ann', $2, now())`,
      [shop.id, `write to ${email} or ring ${phone}`],
    );
  });
  const answer = `${email},nps,99,2026-03-09T10:00:00Z,${email}\n${email},nps,9,2026-03-09T10:00:00Z,pos\n`;
  await upload(shop, "answers", `order,question,score,answered_at,touchpoint\n${answer}`);
  const label = `2026-03-02,41,DHL,${tracking},4.90\n2026-03-02,${email},DHL,,4.90\n`;
  await upload(shop, "label-costs", `day,order,carrier,tracking_number,amount\n${label}`);
  const whole = (await readShop(db, shop.id))!;
  await refreshRecommendations(db, whole, { now });
  const period = { from: "2026-03-01", to: "2026-03-11" };
  await home(db, whole, { period, against: { from: "2026-02-01", to: "2026-03-01" }, asOf: now });
  await refreshSnapshots(db, whole, { now: () => now });
  return shop;
}

/** Every row of every table of every schema that holds a needle, sealed columns opened. */
async function found(among: readonly string[]): Promise<string[]> {
  const { rows: tables } = await db.owner.query<{ name: string; sealed: string[] }>(
    `select format('%I.%I', n.nspname, c.relname) as name,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
         and not a.attisdropped and a.atttypid = 'bytea'::regtype) as sealed
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
       and n.nspname not like 'pg_toast%'`,
  );
  const hits: string[] = [];
  for (const { name, sealed } of tables) {
    const { rows } = await db.owner.query<{ row: string } & Record<string, Buffer | null>>(
      `select ${["t::text as row", ...sealed.map((each) => `"${each}"`)].join(", ")} from ${name} t`,
    );
    for (const row of rows) {
      const texts = [row.row, ...sealed.map((each) => opened(row[each] ?? null))];
      hits.push(...hitsIn(texts.join("\n"), among).map((needle) => `${name}: ${needle}`));
    }
  }
  return hits.filter((hit) => hit !== `public.tombstone: ${id}`);
}

const opened = (bytes: Buffer | null): string => {
  if (!bytes) return "";
  try {
    return `${open(bytes)}\n${bytes.toString("utf8")}`;
  } catch {
    return bytes.toString("utf8");
  }
};

/** Plain, as JSON writes it, or as bytes are shown. */
function hitsIn(text: string, among: readonly string[]): string[] {
  const low = text.toLowerCase();
  const forms = (needle: string) => [needle.toLowerCase(), Buffer.from(needle).toString("hex")];
  return among.filter((needle) => forms(needle).some((form) => low.includes(form)));
}

/** What lies on this machine's disk for the app. Tests beside this one come and go there. */
function filesHold(among: readonly string[]): string[] {
  const folder = join(tmpdir(), `fourfold-uploads-${userInfo().uid}`);
  const holds = (path: string) => {
    try {
      return statSync(path).size < 10_000 && hitsIn(readFileSync(path, "utf8"), among).length > 0;
    } catch {
      return false;
    }
  };
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter(holds);
}

const redact = (shop: ShopContext, person: object) =>
  deliver(db, shop.id, [
    { topic: "customers/redact", body: { shop_domain: shop.domain, customer: person } },
  ]).then(() => drainAll(db, shop.id));

const sums = (shop: ShopContext) =>
  rowsOf(
    db,
    shop.id,
    "select measure, dimension, key, day, bucket, value from measure_day order by 1, 2, 3, 4, 5",
  );

test("a data request hands over all that is held, as JSON and as a page to read", async () => {
  const shop = await shopWithXenia();
  const body = { shop_domain: shop.domain, customer: { email: " xenia.quill@example.com" } };
  await deliver(db, shop.id, [
    { topic: "customers/data_request", body: { ...body, data_request: { id: 5 } } },
  ]);
  await drainAll(db, shop.id);
  const [filed] = await readDataPackages(db, shop.id);
  const days = filed!.filedAt.getTime() + 30 * 86_400_000;
  expect(await listDataRequests(db, shop.id)).toEqual([
    { id: filed!.id, name: "data request 5", filedAt: filed!.filedAt, keptUntil: new Date(days) },
  ]);
  const { held } = filed!;
  expect(held.contacts).toEqual([{ email, phone, firstName: "Xenia", lastName: "Quillington" }]);
  expect(held.customers).toMatchObject([{ id: String(id), state: "enabled" }]);
  expect(held.orders.map((each) => each.id)).toEqual(["41", "42"]);
  expect(held.lines).toHaveLength(2);
  expect(held.answers).toMatchObject([{ text: words, score: 3 }, { order_ref: email }]);
  expect(held.labels).toHaveLength(2);
  expect(held.words.map(({ place }) => place)).toEqual(expect.arrayContaining(["task", "answer"]));
  expect(held.keptDeliveries.map(({ topic }) => topic)).toEqual(["orders/create", "orders/create"]);
  expect(JSON.stringify(held)).not.toContain("bob@");
  const page = packagePage(held);
  for (const each of [email, phone, "Quillington", words, "10.00 USD", "2026-03-01 10:00 UTC"])
    expect(page).toContain(each);
  const nasty = { ...held, answers: [{ text: "<script>alert(1)</script>" }] };
  expect(packagePage(nasty)).not.toContain("<script>");
  await redact(shop, { email });
});

test("after a redaction no table, file or log line holds anything of the person", async () => {
  const shop = await shopWithXenia();
  // Found where it is, or finding nothing afterwards would prove nothing.
  const before = (await found(needles)).map((hit) => hit.split(":")[0]);
  for (const table of ["inbox", "contact", "answer", "task", "file_import", "orders"])
    expect(before).toContain(`public.${table}`);
  const counted = await sums(shop);

  await redact(shop, { id, email, phone });
  expect(await found(needles)).toEqual([]);
  expect(filesHold(needles)).toEqual([]);
  expect(
    hitsIn(
      lines.join(""),
      needles.filter((each) => each !== String(id)),
    ),
  ).toEqual([]);
  expect(await sums(shop)).toEqual(counted);
  const texts = await rowsOf(db, shop.id, "select text from answer order by order_ref");
  expect(texts).toEqual([{ text: null }, { text: "Tell [erased] too" }, { text: null }]);
  expect(await rowsOf(db, shop.id, "select order_ref from label_cost")).toEqual([
    { order_ref: "41" },
  ]);

  const once = await rowsOf(db, shop.id, "select t::text from orders t order by id");
  await redact(shop, { id, email, phone });
  expect(await rowsOf(db, shop.id, "select t::text from orders t order by id")).toEqual(once);
  expect(await found(needles)).toEqual([]);
});

test("an e-mail alone, written otherwise, is enough to find and erase the whole person", async () => {
  const shop = await shopWithXenia();
  await redact(shop, { email: " XENIA.QUILL@example.com " });
  expect(await found(needles)).toEqual([]);
});

test("what waits for a shop that has left is erased too", async () => {
  const shop = await shopWithXenia();
  await inShop(db, shop.id, (client) => client.query("update shop set state = 'uninstalled'"));
  await deliver(db, shop.id, [
    { topic: "orders/updated", body: bought(42, "2026-03-05T10:00:00Z") },
  ]);
  await redact(shop, { id, email, phone });
  expect(await found(needles)).toEqual([]);
});

test("shop/redact leaves nothing of the shop in any table, nor its uploads on disk", async () => {
  const shop = await shopWithXenia();
  const upload = await storeUpload(bytes(`email\n${email}\n`));
  await addImport(db, shop.id, { ...upload, name: "later.csv", kind: null, now });
  expect(filesHold(needles)).toHaveLength(1);
  await inShop(db, shop.id, (client) =>
    client.query("update shop set state = 'uninstalled', installed_at = '2020-01-01'"),
  );
  // The shop of the test before holds the person as well.
  const { rows: shops } = await db.app.query<{ id: bigint; domain: string }>(
    "select id, domain from shops_all()",
  );
  for (const one of shops) {
    await inShop(db, one.id, (client) =>
      client.query("update shop set state = 'uninstalled', installed_at = '2020-01-01'"),
    );
    await deliver(db, one.id, [{ topic: "shop/redact", body: { shop_domain: one.domain } }]);
    await drainAll(db, one.id);
  }
  expect(await found([...needles, shop.domain])).toEqual([]);
  expect(filesHold(needles)).toEqual([]);
});
