import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import { labelKey } from "../../app/ledger/label-cost.ts";
import { testShop } from "../database.ts";
import { ledgerForTests } from "./store.ts";

const { db, read } = ledgerForTests();

test("labels of earlier releases get the keys that the same file gives them now", async () => {
  const shop = await testShop(db());
  const told = { day: "2026-03-02", carrier: 'Müller "Post"', tracking: "0034 0434" } as const;
  const before = `${JSON.stringify([told.day, told.carrier, told.tracking, "charge"])} 1`;
  await inShop(db(), shop.id, (client) =>
    client.query(
      `insert into label_cost (shop_id, order_ref, label, day, amount, told_at)
       values ($1, '41', $2, '2026-03-02', 490, now())`,
      [shop.id, before],
    ),
  );
  const sql = readFileSync("prisma/migrations/0060b_label_keys/migration.sql", "utf8");
  await db().owner.query(sql.slice(0, sql.indexOf("-- AlterTable")));
  expect(await read(shop, "select label from label_cost")).toEqual([
    { label: labelKey(told, "charge", () => 1) },
  ]);
});
