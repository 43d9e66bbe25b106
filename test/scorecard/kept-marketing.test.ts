// What is kept of days and months says what their orders say, of whatever period: before and after touches,
// refunds, answers and rules come late.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { costRule, order, refund, spend, touch } from "../../app/kpis/examples.ts";
import { ordersByTouch } from "../../app/kpis/queries/marketing.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import type { Period } from "../../app/ledger/period.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { keepBrought, readBroughtOf } from "../../app/scorecard/kept-marketing.server.ts";
import { marketing } from "../../app/scorecard/marketing.server.ts";
import { keepWon } from "../../app/scorecard/won-customers.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { randomShop } from "../kpis/random-shop.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const noon = new Date("2026-05-20T12:00:00Z");
const wide: Period = { from: "2025-07-01", to: "2026-05-21" };
const periods: Period[] = [
  wide,
  { from: "2026-01-01", to: "2026-05-01" },
  { from: "2025-12-17", to: "2026-03-05" },
  { from: "2026-04-20", to: "2026-05-21" },
];

const heard = (orderRef: string, text: string, on: string): Fact => ({
  ...{ kind: "answer", question: "heard-about", touchpoint: "checkout", score: 0 },
  ...{ orderRef, text, answeredAt: new Date(`${on}T10:00:00Z`) },
});

async function write(shop: ShopContext, facts: readonly Fact[]) {
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  await recompute(db, shop, { asOf: noon });
}

type Sums = { channel: string; campaign: string } & Record<string, unknown>;
const byName = (a: Sums, b: Sums) =>
  `${a.channel} ${a.campaign}` < `${b.channel} ${b.campaign}` ? -1 : 1;

/** The same, order by order of the whole period. */
async function secondWay(shop: ShopContext, { from, to }: Period, rule: "last" | "first") {
  const found: Sums[][] = [];
  for (const kind of ["cm1", "cm2"] as const) {
    const touched = rule === "last" ? "via" : "first_channel";
    const { rows } = await inShop(db, shop.id, (client) =>
      client.query<Sums>(
        `select ${touched} as channel, lower(trim(coalesce(${rule}_campaign, ''))) as campaign,
           count(*) as units, sum(sold)::int8 as orders, sum(net)::int8 as net,
           sum(contribution)::int8 as ${kind}, sum(net::numeric * net)::text as "netSquares",
           sum(contribution::numeric * contribution)::text as "${kind}Squares"
         from (${ordersByTouch("true", kind)}) w group by 1, 2`,
        [shop.id, from, to],
      ),
    );
    found.push(rows.sort(byName));
  }
  return found[0]!.map((row, at) => ({ ...row, ...found[1]![at] }));
}

async function kept(shop: ShopContext, period: Period) {
  const { brought, freshDays } = await inShop(db, shop.id, (client) =>
    readBroughtOf(client, shop, period),
  );
  const of = (rule: string) =>
    brought
      .filter((row) => row.rule === rule && row.units > 0n)
      .map(({ rule: _, firsts: _firsts, costed: _costed, ...row }) => ({
        ...row,
        netSquares: row.netSquares.toString(),
        cm1Squares: row.cm1Squares.toString(),
        cm2Squares: row.cm2Squares.toString(),
      }))
      .sort(byName);
  return { of, freshDays };
}

async function expectSame(shop: ShopContext, rules: readonly ("last" | "first")[]) {
  for (const period of periods) {
    const { of } = await kept(shop, period);
    for (const rule of rules) expect(of(rule)).toEqual(await secondWay(shop, period, rule));
    const total = (rule: string) => of(rule).reduce((sum, { net }) => sum + net, 0n);
    expect(total("said")).toBe(total("last"));
  }
}

test("the page is the same from what is kept, and says while it is not", async () => {
  const shop = await testShop(db);
  const months = ["2025-03", "2025-04", "2026-03", "2026-04"];
  const facts = months.flatMap((month) =>
    Array.from({ length: 56 }, (_, n): Fact[] => {
      const id = `${month}-${n}`;
      const on = `${month}-${String(1 + (n % 28)).padStart(2, "0")}`;
      const made = order(id, {
        gross: 3000 + n * 100,
        on,
        customer: `${month.slice(5)}-${n % 20}`,
      });
      return [made, touch(id, { last: n % 2 ? "email" : "display" })];
    }).flat(),
  );
  await write(shop, [
    ...facts,
    { ...refund("2026-03-3", "2026-04-15", { amount: 2000 }) },
    spend("2026-04-02", "email", 9000),
    spend("2026-04-28", "affiliate", 500),
    spend("2025-04-02", "email", 4000),
  ]);
  const period = { from: "2026-04-01", to: "2026-05-01" };
  const page = () => marketing(db, shop, { period, rule: "last", asOf: noon });
  const { unkept, ...fresh } = await page();
  expect(unkept).toEqual({ from: "2026-04-01", to: "2026-05-21" });
  const now = () => noon;
  await keepBrought(db, shop, { period: unkept!, now });
  await keepWon(db, shop, { period: unkept!, now });
  expect(await page()).toEqual({ ...fresh, unkept: null });
  expect(fresh).toMatchObject({ unattributedSpend: "5.00", won: { from: "2025-04-01" } });
  expect(fresh.won.channels).toHaveLength(2);
  expect(fresh.kpis[0]).toMatchObject({ id: "marketing-roi", value: null });
});

test("days and months add up to what the orders of any period say, spread included", async () => {
  const shop = await testShop(db);
  const random = randomShop(77, { count: 250, end: new Date("2026-05-20T09:30:00Z") });
  await write(shop, [
    ...random.map((fact): Fact =>
      fact.kind === "order" ? { ...fact, gateway: "card", charged: 4_500n } : fact,
    ),
    costRule("fee", { percent: "2.5", perOrder: "25" }, { from: "2025-09-10" }),
    costRule("shipping", { perOrder: "410", perUnit: "15" }, { from: "2025-12-01" }),
    costRule("return", { perOrder: "250" }, { from: "2025-12-01" }),
  ]);
  await expectSame(shop, ["first"]);
  const now = () => noon;
  expect(await keepBrought(db, shop, { period: wide, now })).toBeGreaterThan(20);
  expect((await kept(shop, wide)).freshDays).toBe(1);
  await expectSame(shop, ["last", "first"]);
  expect(await keepBrought(db, shop, { period: wide, now })).toBe(0);

  const sold = random.flatMap((fact) => (fact.kind === "order" && !fact.test ? [fact] : []));
  const [one, two, three] = [sold[10]!, sold[20]!, sold[30]!];
  await write(shop, [
    { ...touch(one.id, { first: "pr", last: "email" }), grade: 3, hash: "zz" },
    refund(two.id, "2026-05-11", { amount: 700 }),
    refund(two.id, "2026-05-14", { amount: 300 }),
    costRule("packaging", { perLine: "30" }, { from: "2026-03-20" }),
  ]);
  await expectSame(shop, ["last"]);
  await keepBrought(db, shop, { period: wide, now });
  await expectSame(shop, ["last", "first"]);

  // What a buyer says later is counted where the order is, not where the answer was given.
  const day = three.processedAt.toISOString().slice(0, 10);
  const said = async () => {
    const { of } = await kept(shop, { from: day, to: "2026-05-21" });
    return of("said").find(({ channel }) => channel === "affiliate")?.orders ?? 0n;
  };
  const before = await said();
  await write(shop, [heard(three.id, "affiliate", "2026-05-19")]);
  expect((await said()) - before).toBe(1n);
  await keepBrought(db, shop, { period: wide, now });
  expect((await said()) - before).toBe(1n);
});
