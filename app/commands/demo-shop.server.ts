// What the demo does to its own shop besides sending webhooks.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Db } from "../db.server.ts";
import { importFile } from "../ingest/import.server.ts";
import { addDays, dayIn, daysBetween } from "../ledger/day.ts";
import { csvCell } from "../ledger/csv.ts";
import { recompute } from "../measures/recompute.server.ts";
import { refreshStock } from "../scorecard/stock-refresh.server.ts";
import { askRegions, keepRegions, regionsCounted } from "../ledger/regions.server.ts";
import { ownRegion } from "../ledger/regions.ts";
import { always, findShop, setTarget } from "../ledger/shop.server.ts";
import { costRulesFile } from "../../test/platform/costs.ts";
import { spendExports } from "../../test/platform/marketing.ts";
import type { Trade } from "../../test/platform/trade.ts";
import type { Answer } from "../../test/platform/payloads.ts";

/**
 * Everything of a shop from an earlier demo, so that each run begins with the same store. Only the
 * owner may do that across tables; other shops in the same database stay.
 */
export async function forgetShop(db: Db, domain: string): Promise<void> {
  const client = await db.owner.connect();
  try {
    await client.query("begin");
    const { rows } = await client.query<{ id: bigint }>("select id from shop_by_domain($1)", [
      domain,
    ]);
    const id = rows[0]?.id;
    if (id !== undefined) {
      await client.query(`set local app.shop_id = '${id}'`);
      const tables = await client.query<{ name: string }>(
        `select c.table_name as name from information_schema.columns c
         join information_schema.tables t using (table_schema, table_name)
         where c.table_schema = 'public' and c.column_name = 'shop_id' and t.table_type = 'BASE TABLE'`,
      );
      for (const { name } of tables.rows) {
        await client.query(`delete from "${name}" where shop_id = $1`, [id]);
      }
      await client.query("delete from shop where id = $1", [id]);
    }
    await client.query(`delete from "Session" where shop = $1`, [domain]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

/** Survey answers by the door that exists for them: a file. */
export async function importAnswers(db: Db, domain: string, answers: Answer[]): Promise<void> {
  if (answers.length === 0) return;
  const rows = answers.map((answer) =>
    [
      ...[answer.order, answer.question, answer.score, answer.answered_at, answer.touchpoint],
      csvCell(answer.text ?? ""),
    ].join(","),
  );
  const header = "order,question,score,answered_at,touchpoint,text";
  const report = await importText(db, domain, "answers", [header, ...rows, ""].join("\n"));
  if (report && report.rejected > 0) throw new Error(`answers: ${report.problems[0]?.reason}`);
}

/**
 * What the made-up shop's advertising cost on every day of its history, as two platforms export it, and
 * what an order costs beside its goods.
 */
export async function importSpend(
  db: Db,
  domain: string,
  { store, from, to }: Trade,
): Promise<void> {
  const shop = await findShop(db, domain);
  if (!shop) return;
  const first = dayIn(from, shop.timeZone);
  const count = daysBetween(first, dayIn(to, shop.timeZone)) + 1;
  const days = Array.from({ length: count }, (_, at) => addDays(first, at));
  const online = [...store.orders.values()].filter((order) => order.source_name === "web");
  for (const text of spendExports(days, online.length / count)) {
    await importText(db, domain, "spend", text);
  }
  await importText(db, domain, "cost-rules", costRulesFile(first));
}

/** What lay on the shelves on each day of the history, as a file: Shopify tells only what lies there now. */
export async function importStock(
  db: Db,
  domain: string,
  { store, shelfDays }: Trade,
): Promise<void> {
  const rows = shelfDays().map(({ sku, locationId, day, available, onHand }) =>
    [sku, csvCell(store.locations.get(locationId)?.name ?? ""), available, onHand, day].join(","),
  );
  const header = "SKU,Location,Available,On hand,date";
  const report = await importText(db, domain, "inventory", [header, ...rows, ""].join("\n"));
  if (report && report.rejected > 0) throw new Error(`stock: ${report.problems[0]?.reason}`);
  const shop = await findShop(db, domain);
  if (!shop) return;
  await refreshStock(db, shop, { now: new Date() });
  await recompute(db, shop, { asOf: new Date() });
}

/** A file as a merchant would upload it; null when there is no such shop. */
export async function importText(db: Db, domain: string, kind: string, text: string) {
  const shop = await findShop(db, domain);
  if (!shop) return null;
  const folder = mkdtempSync(join(tmpdir(), "fourfold-demo-"));
  try {
    const file = join(folder, `${kind}.csv`);
    writeFileSync(file, text);
    return await importFile(db, shop, { file, kind });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What this shop aims at: shares, hours and points, because sums depend on the period looked at. */
const aims: Record<string, string> = {
  "average-order-value": "42.00",
  "discount-rate": "0.03",
  "gross-margin": "0.45",
  "returning-share": "0.4",
  "retention-90d": "0.25",
  nps: "40",
  csat: "0.8",
  "hours-to-ship": "30",
  "on-time-shipping": "0.9",
  "on-time-delivery": "0.9",
  "cancel-rate": "0.02",
};

/** Where this shop sells; the rest of the world is Other. */
const regions = [
  { name: "Germany", places: [{ country: "DE", province: null }] },
  {
    name: "Austria and Switzerland",
    places: ["AT", "CH"].map((country) => ({ country, province: null })),
  },
];

export async function setAims(db: Db, domain: string): Promise<void> {
  const shop = await findShop(db, domain);
  if (!shop) return;
  const now = new Date();
  await askRegions(db, shop.id, regions, now);
  const kept = await keepRegions(db, shop);
  await recompute(db, shop, { asOf: now });
  if (kept) await regionsCounted(db, shop.id, kept.version, now);
  const part = { by: "region", key: `${ownRegion}Germany` } as const;
  await setTarget(db, shop, { kpi: "on-time-delivery", ...always, value: "0.95", part });
  for (const [kpi, value] of Object.entries(aims)) {
    await setTarget(db, shop, { kpi, ...always, value });
  }
  // A twentieth more than in the period before.
  await setTarget(db, shop, { kpi: "net-sales", ...always, kind: "percent", value: "0.05" });
}

/** Whether the history is read and nothing the shop sent still waits to be applied or counted. */
export async function allCounted(db: Db, domain: string): Promise<boolean> {
  const shop = await findShop(db, domain);
  if (!shop) return false;
  const client = await db.app.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('app.shop_id', $1, true)", [shop.id.toString()]);
    const { rows } = await client.query<{ waiting: boolean }>(
      `select exists (select from inbox where state = 'new')
           or exists (select from dirty_day)
           or not exists (select from backfill)
           or exists (select from backfill where state not in ('done', 'failed'))
           or not exists (select from reading where what = 'order-events' and cursor is null)
           or not exists (select from measure_day) as waiting`,
    );
    await client.query("commit");
    return rows[0]?.waiting === false;
  } finally {
    client.release();
  }
}
