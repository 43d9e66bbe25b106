import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { costRule } from "../../app/kpis/examples.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { updateShop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { readCostRules } from "../../app/ledger/writers/cost-rules.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db?.close());

const toldAt = new Date("2026-04-10T08:00:00Z");
const write = (shop: ShopContext, facts: readonly Fact[]) =>
  inShop(db, shop.id, (client) => writeFacts(client, shop, facts));

/** Rules, labels and spend as they stand, in minor units. */
const figures = (shop: ShopContext) =>
  inShop(db, shop.id, async (client) => {
    const [rule] = await readCostRules(client, shop);
    const { rows: labels } = await client.query<{ amount: string }>(
      "select amount from label_cost",
    );
    const { rows: spent } = await client.query<{ amount: bigint | null }>(
      "select amount from spend order by day",
    );
    return {
      rule: [rule?.percent, rule?.perOrder, rule?.perKg].map(Number),
      labels: labels.map(({ amount }) => Number(amount)),
      spend: spent.map(({ amount }) => (amount === null ? null : Number(amount))),
    };
  });

test("figures of rules and labels stay what they read in another currency; spend takes day rates", async () => {
  const shop = await testShop(db, { currency: "EUR" });
  const spend = (day: string, original: bigint): Fact => ({
    ...{ kind: "spend", day, platform: "file", channel: "email", campaign: "name:A", name: "A" },
    ...{ currency: "USD", original, rate: null, toldAt },
  });
  const rate = (currency: string, day: string, per: string): Fact => ({
    ...{ kind: "rate", currency, day, rate: per, toldAt },
  });
  await write(shop, [
    costRule("shipping", { perOrder: "490", perKg: "110.5" }),
    {
      ...{ kind: "label-cost", orderRef: "1", label: "1", day: "2026-04-02", carrier: null },
      ...{ tracking: null, amount: "770", toldAt },
    },
    ...[spend("2026-04-01", 1000n), spend("2026-04-02", 1000n)],
    ...[rate("USD", "2026-04-01", "0.90"), rate("USD", "2026-04-02", "0.92")],
  ]);
  const euros = { rule: [0, 490, 110.5], labels: [770], spend: [900, 920] };
  expect(await figures(shop)).toEqual(euros);

  // 4.90 stays 4.90, of a currency without decimals; nobody told what a dollar is in it.
  const yen = await updateShop(db, shop, { currency: "JPY" });
  expect(await figures(yen)).toEqual({ rule: [0, 4.9, 1.105], labels: [7.7], spend: [null, null] });
  // Of each day at its own: 10.00 at 150 and at 152.
  await write(yen, [rate("USD", "2026-04-01", "150"), rate("USD", "2026-04-02", "152")]);
  expect((await figures(yen)).spend).toEqual([1500, 1520]);

  // Three decimals, and back again.
  const dinars = await updateShop(db, yen, { currency: "KWD" });
  expect(await figures(dinars)).toMatchObject({ rule: [0, 4900, 1105], labels: [7700] });
  const back = await updateShop(db, dinars, { currency: "EUR" });
  expect(await figures(back)).toMatchObject({ rule: [0, 490, 110.5], labels: [770] });
});
