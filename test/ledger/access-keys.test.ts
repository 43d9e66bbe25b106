import { afterEach, expect, test, vi } from "vitest";
import { inShop } from "../../app/db.server.ts";
import {
  listAccessKeys,
  makeAccessKey,
  openAccessKey,
  revokeAccessKey,
} from "../../app/ledger/access-keys.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { testShop } from "../database.ts";
import { ledgerForTests } from "./store.ts";

const { db, read } = ledgerForTests();
afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});
const make = (shop: ShopContext) =>
  inShop(db(), shop.id, (client) =>
    makeAccessKey(client, shop, { name: "shop window", scopes: ["recommendations"] }),
  );

test("a key opens its own shop until it is revoked, and is stored as a hash only", async () => {
  const [mine, theirs] = [await testShop(db()), await testShop(db())];
  const { id, key } = await make(mine);
  const used = async () => {
    const [one] = await inShop(db(), mine.id, (client) => listAccessKeys(client, mine));
    return one!.lastUsedAt;
  };
  expect(await used()).toBeNull();
  expect(await openAccessKey(db(), key)).toEqual({
    ...{ shopId: mine.id, id, scopes: ["recommendations"] },
  });
  expect(Math.abs((await used())!.getTime() - Date.now())).toBeLessThan(60_000);
  const secret = key.split("_").slice(3).join("_");
  const rows = await read(mine, "select * from access_key");
  expect(
    JSON.stringify(rows, (_, value: unknown) => (typeof value === "bigint" ? "" : value)),
  ).not.toContain(secret);
  expect(await inShop(db(), theirs.id, (client) => listAccessKeys(client, theirs))).toEqual([]);

  expect(await inShop(db(), theirs.id, (client) => revokeAccessKey(client, theirs, id))).toBe(
    false,
  );
  expect(await inShop(db(), mine.id, (client) => revokeAccessKey(client, mine, id))).toBe(true);
  expect(await openAccessKey(db(), key)).toBeNull();
  expect(await inShop(db(), mine.id, (client) => revokeAccessKey(client, mine, id))).toBe(false);
});

test("forged keys open nothing: another shop's number, another secret, no key at all", async () => {
  const [mine, theirs] = [await testShop(db()), await testShop(db())];
  const { id, key } = await make(mine);
  const secret = key.split("_").slice(3).join("_");
  const [random = "", proof] = [secret.slice(0, 43), secret.slice(44)];
  const forged = [
    `ff_${theirs.id}_${id}_${secret}`,
    `ff_${mine.id}_${id}_${"A".repeat(43)}`,
    `ff_${mine.id}_${id}_${"A".repeat(43)}_${proof}`,
    `ff_${mine.id}_${id}_${random}`,
    `ff_${mine.id}_${id}_${random}_${"A".repeat(16)}`,
    `ff_${mine.id}_000000000000_${secret}`,
    `${key}A`,
    key.slice(0, -1),
    `ff_999999999999999999_${id}_${secret}`,
    "",
    "' or 1=1",
  ];
  for (const each of forged) expect(await openAccessKey(db(), each), each).toBeNull();
});

test("a key outlives a rotation of the ring; once its secret is gone its fingerprint says nothing", async () => {
  const shop = await testShop(db());
  const { key } = await make(shop);
  const old = process.env["FOURFOLD_KEY"]!;
  const fresh = "a fresh secret of more than thirty-two characters";
  const under = async (ring: string) => {
    vi.stubEnv("FOURFOLD_KEY", ring);
    vi.resetModules();
    const keys = await import("../../app/ledger/access-keys.server.ts");
    const opened = await keys.openAccessKey(db(), key);
    return { isOurs: keys.readAccessKey(key)?.isOurs, opens: opened?.shopId === shop.id };
  };
  expect(await under(old)).toEqual({ isOurs: true, opens: true });
  expect(await under(`${fresh},${old}`)).toEqual({ isOurs: true, opens: true });
  expect(await under(fresh)).toEqual({ isOurs: false, opens: true });
});
