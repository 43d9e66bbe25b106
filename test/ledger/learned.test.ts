import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import { putLearned, readWeights } from "../../app/ledger/recommend/learned.server.ts";
import { testShop } from "../database.ts";
import { minute } from "./make.ts";
import { ledgerForTests } from "./store.ts";

const { db } = ledgerForTests();

// The smallest real is 1.4e-45 (IEEE 754, single precision).
test("a weight too small for a real is kept as nothing", async () => {
  const shop = await testShop(db());
  const model = {
    ...{ day: "2026-01-01", learnedAt: minute(0), orders: 1 },
    ...{ discovery: "ease", again: "none", lambda: 1 },
  };
  const row = { item: 7, everyDays: null, everyOf: 0, instead: [1, 2], insteadScore: [1, 1e-60] };
  const weights = [0.1234567, 5e-13, 1.5e-45, 8.276723e-50, -8.276723e-50];
  await inShop(db(), shop.id, async (client) => {
    const rows = [{ ...row, others: [1, 2, 3, 4, 5], weights }];
    await putLearned(client, shop, { model, card: null, rows });
    const kept = (await readWeights(client, shop, [7])).get(7);
    expect(kept?.map(({ weight }) => weight)).toEqual([0.1234567, 5e-13, 1e-45, 0, 0]);
  });
});
