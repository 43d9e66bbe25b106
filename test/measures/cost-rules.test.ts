import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { Fact, OrderFact, ShopContext } from "../../app/ledger/facts.ts";
import type { LabelCostFact } from "../../app/ledger/label-cost.ts";
import { packBulk, writeBulk } from "../../app/ledger/write-bulk.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { rebuild, recompute } from "../../app/measures/recompute.server.ts";
import { ruleMeasures } from "../../app/measures/index.ts";
import { readMeasures } from "../../app/measures/read.server.ts";
import { readerOf } from "../../app/scorecard/parts.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { end, ids, rules, shopFacts, slowly, type Costs } from "./cost-rules-slowly.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const ever = { from: "2025-01-01", to: "2026-12-01" };
const write = (shop: ShopContext, facts: readonly Fact[]) =>
  inShop(db, shop.id, (client) => writeFacts(client, shop, facts));

const read = (shop: ShopContext) =>
  inShop(db, shop.id, async (client) => {
    const asked = { ids, period: ever } as const;
    const whole = (await readMeasures(client, shop, asked)).get("all") as Costs;
    const channels = await readMeasures(client, shop, { ...asked, dimension: "channel" });
    const split = async (by: "product" | "location") =>
      addUp(await readerOf(client, shop, by, end).sums(ruleMeasures, ever));
    return {
      whole,
      channel: addUp(channels),
      product: await split("product"),
      location: await split("location"),
    };
  });

function addUp(parts: Iterable<[string, Partial<Record<string, bigint>>]>): Costs {
  const sums = Object.fromEntries(ids.map((id) => [id, 0n])) as Costs;
  for (const [, part] of parts) for (const id of ids) sums[id] += part[id] ?? 0n;
  return sums;
}

async function measureRows(shop: ShopContext): Promise<string[]> {
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<{ row: string }>(
      `select concat_ws(' ', measure, dimension, key, day, bucket, value) as row
       from measure_day order by 1`,
    ),
  );
  return rows.map(({ row }) => row);
}

for (const seed of [1, 2, 3]) {
  test(`costs by rule of random shop ${seed} are what plain code finds, in whole and in every split`, async () => {
    const shop = await testShop(db);
    const facts = shopFacts(seed);
    await write(shop, [...facts, ...rules]);
    await recompute(db, shop, { asOf: end });
    const { whole, channel, product, location } = await read(shop);
    expect(whole).toEqual(slowly(facts));
    expect(channel).toEqual(whole);
    expect(location).toEqual(whole);
    // Σ allocated = Σ cost. Money back that is on no line is of no product and needs no rule there.
    const { "ruled-returned": _back, ...allocated } = product;
    expect(whole).toMatchObject(allocated);
  });
}

/** Numbers on parcels, some on two of them; and what carriers billed for numbers and orders. */
function withLabels(facts: readonly Fact[]): { facts: Fact[]; labels: LabelCostFact[] } {
  const numbered = facts.map((fact, at): Fact => {
    if (fact.kind !== "fulfillment") return fact;
    const [parcelKey, hash] = [BigInt(at % 97), `${fact.version.hash} numbered`];
    return { ...fact, parcelKey, version: { ...fact.version, hash } };
  });
  const orders = facts.filter((fact): fact is OrderFact => fact.kind === "order");
  const label = { kind: "label-cost", day: "2026-03-01", carrier: null, tracking: null } as const;
  const labels = Array.from({ length: 80 }, (_, at): LabelCostFact => ({
    ...{ ...label, label: String(at), amount: String(300 + at), toldAt: end },
    ...(at % 4 === 0 ? { orderRef: orders[at]!.id } : { orderRef: "", parcelKey: BigInt(at) }),
  }));
  return { facts: numbered, labels };
}

test("labels and the numbers of parcels, told in any order, leave what a rebuild leaves", async () => {
  const shop = await testShop(db);
  const { facts, labels } = withLabels(shopFacts(11));
  await write(shop, rules);
  await write(shop, labels.slice(0, 40));
  const later = facts.filter(({ kind }) => kind === "fulfillment");
  await write(
    shop,
    facts.filter((fact) => !later.includes(fact)),
  );
  await recompute(db, shop, { asOf: end });
  await write(shop, later.slice(0, 100));
  await recompute(db, shop, { asOf: end });
  await write(shop, later.slice(100));
  await recompute(db, shop, { asOf: end });
  await write(shop, labels.slice(40));
  await recompute(db, shop, { asOf: end });
  const renumbered = later.slice(0, 60).map((fact): Fact => {
    if (fact.kind !== "fulfillment") return fact;
    const version = { ...fact.version, hash: "other", updatedAt: end, triggeredAt: end };
    return { ...fact, version, parcelKey: 5n, locationId: "L1" };
  });
  await write(shop, renumbered);
  await recompute(db, shop, { asOf: end });
  const { whole, product } = await read(shop);
  expect(whole["billed-net"]).toBeGreaterThan(0n);
  expect(product["shipping-cost"]).toBe(whole["shipping-cost"]);
  const incremental = await measureRows(shop);
  await rebuild(db, shop, { asOf: end });
  expect(await measureRows(shop)).toEqual(incremental);

  // The same written as a history of which nothing was known.
  const bulk = await testShop(db);
  await write(bulk, [...rules, ...labels]);
  await inShop(db, bulk.id, (client) =>
    writeBulk(client, bulk, packBulk([...facts.filter((f) => !later.includes(f)), ...later])),
  );
  await write(bulk, renumbered);
  await recompute(db, bulk, { asOf: end });
  expect(await measureRows(bulk)).toEqual(incremental);
});

test("rules told, changed and taken back between recomputes leave what a rebuild leaves", async () => {
  const shop = await testShop(db, { timeZone: "America/Los_Angeles" });
  const facts = shopFacts(9);
  const half = facts.length / 2;
  await write(shop, facts.slice(0, half));
  await recompute(db, shop, { asOf: end });
  const before = (await measureRows(shop)).length;
  await write(shop, rules.slice(0, 5));
  await recompute(db, shop, { asOf: end });
  await write(shop, facts.slice(half));
  await write(shop, [...rules.slice(5), { ...rules[3]!, perOrder: "520", toldAt: end }]);
  await recompute(db, shop, { asOf: end });
  await write(shop, [{ ...rules[1]!, isGone: true }]);
  await recompute(db, shop, { asOf: end });
  const incremental = await measureRows(shop);
  await rebuild(db, shop, { asOf: end });
  expect(await measureRows(shop)).toEqual(incremental);
  expect(incremental.length).toBeGreaterThan(before);

  await write(
    shop,
    rules.map((rule) => ({ ...rule, isGone: true })),
  );
  await recompute(db, shop, { asOf: end });
  const left = (await measureRows(shop)).filter((row) =>
    ids.some((id) => row.startsWith(`${id} `)),
  );
  expect(left).toEqual([]);
});

test("a rule told again alike marks no day; another amount marks those from its first day on", async () => {
  const shop = await testShop(db);
  const dirty = async () => {
    const { rows } = await inShop(db, shop.id, (client) =>
      client.query<{ day: string }>("select day from dirty_day order by day"),
    );
    return rows.map(({ day }) => day);
  };
  const orders = shopFacts(4).filter(({ kind }) => kind === "order");
  await write(shop, orders);
  const [rule] = rules.slice(4);
  await write(shop, [rule!]);
  await recompute(db, shop, { asOf: end });
  expect(await write(shop, [{ ...rule!, toldAt: end }])).toEqual({ changed: 0, unchanged: 1 });
  expect(await dirty()).toEqual([]);
  await write(shop, [{ ...rule!, perOrder: "1", toldAt: end }]);
  const days = await dirty();
  expect(days.length).toBeGreaterThan(50);
  expect(days[0]! >= "2025-10-01").toBe(true);
});
