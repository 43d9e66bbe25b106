// Answers and returns by whether the order came by its promise, by hand.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { answers, order, parcel, refund } from "../../app/kpis/examples.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { causes } from "../../app/scorecard/causes.server.ts";
import { entriesBehind } from "../../app/scorecard/entries.server.ts";
import { kpiParts } from "../../app/scorecard/parts.server.ts";
import { terminal } from "../commands/terminal.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
let shop: ShopContext;
const april = { from: "2026-04-01", to: "2026-05-01" };
const july = new Date("2026-07-01T00:00:00Z");

/** Ten orders of a month, answered on its tenth day; the parcels from `late` on come a day late. */
function month(of: string, scores: readonly number[], late: number): Fact[] {
  return answers("nps", "after-delivery", scores, `${of}-10`).flatMap((answer, at) => {
    const parts = { sent: `${of}-02`, promised: `${of}-05` };
    const delivered = `${of}-0${at < late ? 4 : 6}`;
    const id = answer.orderRef;
    return [order(id, { on: `${of}-01` }), parcel(id, { ...parts, delivered }), answer];
  });
}
const back = (of: string, ...orders: number[]) =>
  orders.map((at) => refund(`after-delivery-${of}-10-${at}`, `${of}-12`, { amount: 1000 }));

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  const happy = [9, 9, 9, 9, 9];
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      // March: all on time and happy, two of ten come back. April: five come late, and are not.
      ...month("2026-03", [...happy, ...happy], 10),
      ...month("2026-04", [...happy, 0, 0, 0, 0, 0], 5),
      ...back("2026-03", 0, 1),
      ...back("2026-04", 0, 7, 8, 9),
    ]),
  );
  await recompute(db, shop, { asOf: july });
});
afterAll(() => db.close());

test("NPS by lateness: what came late takes its share of the gap", async () => {
  const given = { id: "nps", period: april, by: "lateness", asOf: july } as const;
  const { parts } = await kpiParts(db, shop, given);
  expect(parts.map(({ key, n }) => [key, n])).toEqual([
    ["late", 5],
    ["on-time", 5],
  ]);
  // From 100 to 0 at a mean of 50: half of the answers are now of −100 in place of 100, and each counts by
  // how far it is from the mean: ½ × (−100 − 50) and −½ × (100 − 50).
  const found = await causes(db, shop, given);
  expect(found).toMatchObject({ from: 100, to: 0, gap: -100, unexplained: 0 });
  expect(found.effects).toEqual([{ effect: "mix", amount: -100 }]);
  expect(found.keys.map((part) => ({ ...part, amount: Math.round(Number(part.amount)) }))).toEqual([
    { key: "late", label: "Came late", amount: -75 },
    { key: "on-time", label: "Came on time", amount: -25 },
  ]);
  const narrowed = { by: "lateness", part: "late", effect: null } as const;
  const behind = await entriesBehind(db, shop, { ...given, after: null, narrowed });
  expect(behind.entries).toHaveLength(5);
});

test("the return rate by lateness, as the command prints it", async () => {
  const fourfold = terminal(db, july);
  const { from, to, parts } = await fourfold.json<{
    from: number;
    to: number;
    parts: { key: string; amount: number }[];
  }>(
    ...["causes", "--shop", shop.domain, "--id", "return-rate", "--from", april.from],
    ...["--to", april.to, "--against", "2026-03-01..2026-04-01", "--by", "lateness"],
  );
  fourfold.close();
  // 2 of 10, then 1 of 5 on time and 3 of 5 late; the mean is 30 %: ½ × (.6 − .3) and −½ × (.2 − .3).
  expect([from, to]).toEqual([0.2, 0.4]);
  expect(parts.map(({ key }) => key).sort()).toEqual(["mix:late", "mix:on-time"]);
  for (const { key, amount } of parts) {
    expect(amount).toBeCloseTo(key === "mix:late" ? 0.15 : 0.05, 9);
  }
});

test("an answer whose order is not known, and money KPIs, are not told by lateness", async () => {
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, answers("csat", "checkout", Array<number>(10).fill(5), "2026-05-10")),
  );
  await recompute(db, shop, { asOf: july });
  const may = { from: "2026-05-01", to: "2026-06-01" };
  const { parts } = await kpiParts(db, shop, { id: "csat", period: may, by: "lateness", asOf: july }); // prettier-ignore
  expect(parts).toMatchObject([{ key: "unknown", label: "Arrival or promise not known", n: 10 }]);
  await expect(
    causes(db, shop, { id: "net-sales", period: april, by: "lateness", asOf: july }),
  ).rejects.toThrow(/got a split by lateness/);
});
