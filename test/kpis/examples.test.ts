import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { kpis } from "../../app/kpis/index.ts";
import type { Example, Expected, Kpi } from "../../app/kpis/kpi.ts";
import { updateShop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { refreshStock } from "../../app/scorecard/stock-refresh.server.ts";
import { scorecard } from "../../app/scorecard/scorecard.server.ts";
import type { ScorecardKpi } from "../../app/scorecard/types.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

/** The KPI as the real ledger, measures and scorecard give it for an example's facts. */
async function answer(kpi: Kpi, example: Example): Promise<ScorecardKpi> {
  const { currency, timeZone, shipPromiseHours, deliverPromiseHours } = example.shop ?? {};
  const made = await testShop(db, { currency, timeZone });
  const shop = await updateShop(db, made, {
    ...(shipPromiseHours ? { shipPromiseHours: String(shipPromiseHours) } : {}),
    ...(deliverPromiseHours ? { deliverPromiseHours: String(deliverPromiseHours) } : {}),
  });
  const asOf = new Date(example.asOf ?? "2026-07-01T00:00:00Z");
  await inShop(db, shop.id, (client) => writeFacts(client, shop, [...example.given]));
  await refreshStock(db, shop, { now: asOf });
  await recompute(db, shop, { asOf });
  const period = example.period ?? { from: "2026-03-01", to: "2026-04-01" };
  const card = await scorecard(db, shop, { period, asOf });
  return card.kpis.find(({ id }) => id === kpi.id)!;
}

function near(shown: string | number) {
  return typeof shown === "number" ? expect.closeTo(shown, 9) : shown;
}

function likeness(expected: Expected) {
  if ("reason" in expected) return { value: null, reason: expected.reason, status: "no-data" };
  const beside = Object.entries(expected.beside ?? {}).map(([name, shown]) => [name, near(shown)]);
  return {
    value: near(expected.value),
    reason: null,
    beside: expect.objectContaining(Object.fromEntries(beside)),
    ...(expected.n === undefined ? {} : { n: expected.n }),
    ...(expected.coverage === undefined ? {} : { coverage: near(expected.coverage) }),
  };
}

for (const kpi of kpis) {
  for (const [index, example] of kpi.examples.entries()) {
    test(`${kpi.id}: example ${index + 1} gives ${JSON.stringify(example.expect)}`, async () => {
      expect(await answer(kpi, example)).toMatchObject(likeness(example.expect));
    });
  }
}
