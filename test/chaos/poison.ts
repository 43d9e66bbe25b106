// Bodies that no app can read, or no database can hold, among good ones: each is set aside with its
// reason, the good ones are counted at once.
import { rowsOf } from "../ingest/deliver.ts";
import { ordersCounted, waitFor } from "./counted.ts";
import { knock, orderOf } from "./door.ts";
import { unless, type Outcome } from "./scenario.ts";
import type { Stage } from "./stage.ts";

const good = 20;
const countedWithinMs = 40_000;

const withLine = (id: number, change: object) => {
  const body = orderOf(id) as { line_items: object[] };
  return { ...body, line_items: [{ ...body.line_items[0], ...change }] };
};
/** Ids apart from the good ones'. */
const poisons: object[] = [
  { ...orderOf(900_001), line_items: "many" },
  { ...orderOf(900_002), processed_at: "the day after tomorrow" },
  { ...orderOf(900_003), id: "x".repeat(40) },
  { ...orderOf(900_004), line_items: [7] },
  withLine(900_005, { price: "1e400", price_set: null }),
  withLine(900_006, { price_set: { shop_money: { amount: "999999999999999999999.00" } } }),
];

export async function poison({ shop, webs, fell }: Stage): Promise<Outcome> {
  const web = webs[0]!.url;
  const before = await ordersCounted(shop);
  const bodies = Array.from({ length: good }, (_, n): object => orderOf(10_000 + n));
  for (const [n, body] of poisons.entries()) bodies.splice(n * 3, 0, body);
  const answers = [];
  for (const body of bodies) answers.push(await knock(web, shop.shop.domain, { body }));
  const counted = async () => (await ordersCounted(shop)) - before;
  const ms = await waitFor(async () => (await counted()) >= good, countedWithinMs);
  const kept = () =>
    rowsOf<{ state: string; reason: string | null }>(
      shop.db,
      shop.shop.id,
      "select state, reason from inbox order by webhook_id",
    );
  await waitFor(async () => (await kept()).length === poisons.length, countedWithinMs);
  const rows = await kept();
  const silent = rows.filter(({ reason }) => !reason).length;
  const got = await counted();
  const refused = answers.filter(({ status }) => status !== 200).length;
  return {
    figures: { good, poisons: poisons.length, countedMs: Math.round(ms ?? -1), kept: rows.length },
    problems: [
      ...unless(refused === 0, `${refused} deliveries were not taken`),
      ...unless(got === good, `${got} orders counted, expected ${good}`),
      ...unless(rows.length === poisons.length, `${rows.length} set aside, not ${poisons.length}`),
      ...unless(silent === 0, `${silent} were set aside without a reason`),
      ...fell(),
    ],
  };
}
