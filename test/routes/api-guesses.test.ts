// Who tries keys at /api/v1 keeps nobody out who holds one.
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { guessesAMinute } from "../../app/api.server.ts";
import { inShop, type Db } from "../../app/db.server.ts";
import { makeAccessKey, revokeAccessKey } from "../../app/ledger/access-keys.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { loader } from "../../app/routes/api.v1.$/route.ts";
import { setRuntime } from "../../app/runtime.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { overhear } from "./overheard.ts";

let db: Db;
let shop: ShopContext;
const heard = overhear();

beforeAll(async () => {
  db = await freshDatabase();
  setRuntime({ db, wake: async () => {} });
  shop = await testShop(db);
});
afterAll(async () => {
  heard.stop();
  await db?.close();
});

async function ask(key: string) {
  const headers = { authorization: `Bearer ${key}` };
  const request = new Request("https://app.test/api/v1/targets", { headers });
  const answer = await loader({ request, params: { "*": "targets" }, context: {} }).catch(
    (thrown: unknown) => thrown as Response,
  );
  return { status: answer.status, wait: Number(answer.headers.get("retry-after")) };
}
const newKey = () =>
  inShop(db, shop.id, (client) =>
    makeAccessKey(client, shop, { name: "program", scopes: ["numbers"] }),
  );
/** As they were given out before keys carried a fingerprint. */
async function oldKey(): Promise<string> {
  const [id, secret] = [randomBytes(6).toString("hex"), randomBytes(32).toString("base64url")];
  const hash = createHash("sha256").update(secret).digest("hex");
  await inShop(db, shop.id, (client) =>
    client.query(
      `insert into access_key (shop_id, id, name, hash, scopes)
       values (${shop.id}, '${id}', 'old', '${hash}', 'numbers')`,
    ),
  );
  return `ff_${shop.id}_${id}_${secret}`;
}
const random = (bytes: number) => randomBytes(bytes).toString("base64url");

test("guesses keep no key of ours out, and the database is asked for few of them", async () => {
  const { key } = await newKey();
  const known = await oldKey();
  expect((await ask(known)).status).toBe(200);

  heard.texts.clear();
  const plain = key.slice(0, -17);
  const guesses = ["ff_1", "ff_1_000000000000_x", `${key}A`, key.slice(0, -1), `${plain}_`];
  for (let n = 0; n < 3 * guessesAMinute; n += 1)
    expect((await ask(guesses[n % guesses.length]!)).status).toBe(401);
  expect([...heard.texts]).toEqual([]);

  // Of what has the form of a key few are looked up, whatever fingerprint it carries. Twice as many: the minute
  // may end on the way.
  const guess = (n: number) =>
    ask(`ff_${shop.id}_000000000000_${random(32)}${n % 2 ? `_${random(12)}` : ""}`);
  let last = await guess(0);
  expect(last.status).toBe(401);
  for (let n = 1; n <= 2 * guessesAMinute + 1 && last.status === 401; n += 1) last = await guess(n);
  expect(last.status).toBe(429);
  expect(last.wait).toBeGreaterThan(0);
  // A key of ours that this process never saw goes on; of the old ones those it saw.
  expect((await ask(key)).status).toBe(200);
  expect((await ask(known)).status).toBe(200);
});

test("a key without its fingerprint is none, and one that was revoked is refused as before", async () => {
  const { id, key } = await newKey();
  expect((await ask(key)).status).toBe(200);
  expect((await ask(key.slice(0, -17))).status).not.toBe(200);
  await inShop(db, shop.id, (client) => revokeAccessKey(client, shop, id));
  expect((await ask(key)).status).toBe(401);
});
