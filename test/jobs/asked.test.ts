import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import {
  addImport,
  beginImport,
  readImports,
  readProblems,
} from "../../app/ingest/imports.server.ts";
import { storeUpload } from "../../app/ingest/uploads.server.ts";
import { plainReason } from "../../app/jobs/import-file.ts";
import { jobs } from "../../app/jobs/index.ts";
import type { JobSpec } from "../../app/jobs/job.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { askPromises, readAskedPromises } from "../../app/ledger/promises.server.ts";
import { readShop } from "../../app/ledger/shop.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { deliver, drainAll, order, rowsOf } from "../ingest/deliver.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db?.close());

const now = new Date("2026-05-04T09:00:00Z");

async function runJob(name: string, payload: object, at = now): Promise<JobSpec[]> {
  const added: JobSpec[] = [];
  await jobs
    .find((job) => job.name === name)!
    .run(payload, {
      db,
      now: () => at,
      graphqlFor: async () => null,
      addJobs: async (specs) => void added.push(...specs),
    });
  return added;
}

async function upload(shop: ShopContext, text: string, kind: string | null = null) {
  async function* bytes() {
    yield new TextEncoder().encode(text);
  }
  const stored = await storeUpload(bytes());
  await addImport(db, shop.id, { ...stored, name: "answers of May.csv", kind, now });
  return stored;
}
const read = (shop: ShopContext, id: string, at = now) =>
  runJob("import-file", { shopId: shop.id.toString(), id }, at);

const answers = [
  "order,question,score,answered_at,touchpoint",
  "1001,nps,9,2026-03-01T10:00:00Z,after-delivery",
  "1002,nps,eleven,2026-03-01T10:00:00Z,after-delivery",
  "1003,nps,3,2026-03-02T10:00:00Z,after-delivery",
  "",
].join("\n");

test("an uploaded file is read, its rows counted, its problems kept, the upload removed", async () => {
  const shop = await testShop(db);
  const { id, path } = await upload(shop, answers);
  await read(shop, id);
  const [file] = await readImports(db, shop.id);
  expect(file).toMatchObject({
    name: "answers of May.csv",
    kind: "answers",
    state: "done",
    accepted: 2,
    rejected: 1,
    unchanged: 0,
    problemsTotal: 1,
    reason: null,
    finishedAt: now,
  });
  expect(await readProblems(db, shop.id, id)).toEqual([
    { line: 3, reason: expect.stringContaining("score") as string },
  ]);
  expect(existsSync(path)).toBe(false);
  expect(await rowsOf(db, shop.id, "select 1 as one from answer")).toHaveLength(2);

  // Another shop sees neither the file nor its problems.
  const other = await testShop(db);
  expect(await readImports(db, other.id)).toEqual([]);
  expect(await readProblems(db, other.id, id)).toEqual([]);
});

test("a file that is none of its kind is refused in words of the panel", async () => {
  const shop = await testShop(db);
  const { id } = await upload(shop, "a,b\n1,2\n");
  const wrong = await upload(shop, answers, "products");
  await read(shop, id);
  await read(shop, wrong.id);
  const files = await readImports(db, shop.id);
  const reasons = Object.fromEntries(files.map((file) => [file.id, file.reason]));
  expect(files.map(({ state }) => state)).toEqual(["refused", "refused"]);
  expect(reasons[id]).toMatch(/^got the header a, b, .*choose the kind of file yourself$/);
  expect(reasons[wrong.id]).toMatch(/^answers of May\.csv as products: missing column .*kind/);
  for (const reason of Object.values(reasons)) expect(reason).not.toMatch(/--kind|\/tmp|uploads/);
});

test("an upload that is gone says what to do", () => {
  const gone = plainReason("got no file at /x/y.csv, expected", { path: "/x/y.csv", name: "y" });
  expect(gone).toMatch(/Upload it again\.$/);
});

test("a file whose reader died is found within minutes and read once", async () => {
  const shop = await testShop(db);
  const { id } = await upload(shop, answers);
  const mine = (specs: JobSpec[]) => specs.filter(({ payload }) => payload.id === id);
  expect(mine(await runJob("sweep-asked", {}, new Date(now.getTime() + 60_000)))).toEqual([]);
  const later = new Date(now.getTime() + 180_000);
  expect(mine(await runJob("sweep-asked", {}, later))).toHaveLength(1);
  await read(shop, id, later);
  await read(shop, id, later);
  expect(await readImports(db, shop.id)).toMatchObject([{ state: "done", accepted: 2 }]);
  expect(mine(await runJob("sweep-asked", {}, new Date(now.getTime() + 600_000)))).toEqual([]);
});

test("a file that stops its reader each time ends as failed, and says so", async () => {
  const shop = await testShop(db);
  const { id, path } = await upload(shop, answers);
  const mine = (specs: JobSpec[]) => specs.filter(({ payload }) => payload.id === id);
  let at = now.getTime();
  const sweep = async (minutes: number) => {
    at += minutes * 60_000;
    return mine(await runJob("sweep-asked", {}, new Date(at))).length;
  };
  // Only waiting, in a long line: put back in it as often as it takes.
  for (let n = 0; n < 5; n += 1) expect(await sweep(3)).toBe(1);
  for (const lines of [1, 1, 0]) {
    expect(await beginImport(db, shop.id, id, new Date(at))).toMatchObject({ path });
    expect(await sweep(1)).toBe(0);
    expect(await sweep(2)).toBe(lines);
  }
  const [file] = await readImports(db, shop.id);
  expect(file).toMatchObject({ state: "failed", finishedAt: new Date(at) });
  expect(file!.reason).toMatch(/stopped 3 times before its end\. Look for rows of very long text/);
  expect(existsSync(path)).toBe(false);
  expect(await sweep(10)).toBe(0);
  expect(await beginImport(db, shop.id, id, new Date(at))).toBeNull();
});

test("a promise that is asked for counts every order again, and once", async () => {
  const shop = await testShop(db);
  await deliver(db, shop.id, [
    { topic: "orders/create", body: order(1, { at: "2026-05-01T09:00:00Z" }) },
  ]);
  await drainAll(db, shop.id);
  const due = async () =>
    (await rowsOf<{ due_at: Date | null }>(db, shop.id, "select due_at from orders"))[0]!.due_at;
  expect(await due()).toBeNull();
  await askPromises(db, shop.id, { shipPromiseHours: "24", deliverPromiseHours: null }, now);
  await askPromises(db, shop.id, { shipPromiseHours: "48", deliverPromiseHours: "120" }, now);
  expect(await readAskedPromises(db, shop.id)).toEqual({
    shipPromiseHours: "48",
    deliverPromiseHours: "120",
  });
  const [spec] = await runJob("sweep-asked", {});
  expect(spec).toMatchObject({ name: "recount-shop", queue: `shop:${shop.id}` });
  await runJob("recount-shop", spec!.payload);
  expect(await due()).toEqual(new Date("2026-05-03T09:00:00Z"));
  expect(await readShop(db, shop.id)).toMatchObject({
    shipPromiseHours: "48",
    deliverPromiseHours: "120",
  });
  expect(await readAskedPromises(db, shop.id)).toBeNull();
  expect(await rowsOf(db, shop.id, "select 1 as one from dirty_day")).toEqual([]);
  await runJob("recount-shop", spec!.payload);
});
