import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { cost, costRule, order, refund, spend, touch } from "../../app/kpis/examples.ts";
import type { Fact } from "../../app/ledger/facts.ts";
import type { SpendFact } from "../../app/ledger/marketing-facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { marketing } from "../../app/scorecard/marketing.server.ts";
import type { TouchRule } from "../../app/scorecard/marketing.ts";
import { scorecard } from "../../app/scorecard/scorecard.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { randomShop } from "../kpis/random-shop.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const asOf = new Date("2026-07-01T00:00:00Z");
const march = { from: "2026-03-01", to: "2026-04-01" };

async function shopOf(facts: readonly Fact[]) {
  const shop = await testShop(db);
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  await recompute(db, shop, { asOf });
  const panel = (rule: TouchRule = "last", period = march) =>
    marketing(db, shop, { period, rule, asOf });
  return { shop, panel };
}

const campaign = (fact: SpendFact, name: string, id?: string): SpendFact => ({
  ...fact,
  name,
  campaign: id ? `id:${id}` : `name:${name}`,
});

test("channels and campaigns by hand, under both rules", async () => {
  const led = (id: string, name: string | null) => ({
    ...touch(id, { first: "organic-search", last: "email" }),
    last: { channel: "email" as const, campaign: name },
  });
  const { panel } = await shopOf([
    cost("SOCKS", "600"),
    order("A", { gross: 6000, customer: "ann" }),
    led("A", "may LETTER "),
    order("B", { gross: 4000 }),
    led("B", "77"),
    refund("B", "2026-03-20", { amount: 1000 }),
    order("C", { gross: 5000, channel: "pos" }),
    order("D", { gross: 3000 }),
    order("E", { gross: 2000 }),
    touch("E", { last: "paid-social" }),
    campaign(spend("2026-03-02", "email", 2000), "May letter"),
    campaign(spend("2026-03-09", "email", 1000), "Spring", "77"),
    campaign(spend("2026-03-10", "display", 500), "Banners"),
    campaign(spend("2026-02-26", "email", 7000), "May letter"),
  ]);
  const last = await panel();
  expect(last).toMatchObject({ rankedBy: "roi", spend: "35.00", net: "190.00" });
  expect(last.unattributed).toBe("30.00");
  const row = (key: string) => last.channels.find((each) => each.key === key);
  // 60 + 40 − 10 back = 90.00 of 30.00 spent; less 2 × 6.00 of cost: 78.00.
  expect(row("email")).toMatchObject({
    ...{ spend: "30.00", orders: 2, newCustomers: 1, net: "90.00", netFirst: "0.00" },
    roas: { value: 3, interval: null },
    roi: { value: 1.6, interval: null },
  });
  expect(row("organic-search")).toMatchObject({ netFirst: "90.00", netLast: "0.00" });
  expect(row("pos")).toMatchObject({ net: "50.00", spend: null, roi: null });
  expect(row("display")).toMatchObject({ spend: "5.00", orders: 0, roi: { value: -1 } });
  expect(last.channels.slice(0, 2).map(({ key }) => key)).toEqual(["email", "display"]);
  const named = last.campaigns.map(({ campaign: name, spend: cost1, net }) => [name, cost1, net]);
  expect(named).toEqual([
    ["May letter", "20.00", "60.00"],
    ["Spring", "10.00", "30.00"],
    ["Banners", "5.00", "0.00"],
  ]);
  expect(last.evidence).toEqual({ kind: "too-few" });
  const first = await panel("first");
  expect(first.channels.find(({ key }) => key === "organic-search")?.orders).toBe(2);
  expect(first.channels.find(({ key }) => key === "email")?.orders).toBe(0);
});

test("whatever the shop and the rule, channels add up to the store's net sales and orders", async () => {
  const end = new Date("2026-05-20T09:30:00Z");
  const { shop, panel } = await shopOf(randomShop(31, { count: 300, end }));
  for (const period of [march, { from: "2026-01-01", to: "2026-05-01" }]) {
    const card = await scorecard(db, shop, { period, asOf });
    const of = (id: string) => card.kpis.find((kpi) => kpi.id === id)?.value;
    const { rows } = await inShop(db, shop.id, (client) =>
      client.query<{ amount: bigint }>(
        "select sum(amount)::int8 as amount from spend where day >= $1 and day < $2",
        [period.from, period.to],
      ),
    );
    for (const rule of ["last", "first", "said"] as const) {
      const { channels, net, spend: all } = await panel(rule, period);
      const sum = (read: (row: (typeof channels)[number]) => unknown) =>
        channels.reduce((total, row) => total + Math.round(Number(read(row) ?? 0) * 100), 0);
      expect(net).toBe(of("net-sales"));
      expect(sum((row) => row.net)).toBe(Math.round(Number(net) * 100));
      expect(sum((row) => row.netLast)).toBe(sum((row) => row.netFirst));
      expect(sum((row) => row.orders)).toBe(Number(of("orders")) * 100);
      expect(sum((row) => row.spend)).toBe(Math.round(Number(all) * 100));
      expect(sum((row) => row.spend)).toBe(Number(rows[0]?.amount));
    }
  }
});

test("a planted best channel is found, and its room ends at what was spent before", async () => {
  const facts = (["email", "display"] as const).flatMap((channel, at) =>
    Array.from({ length: 60 }, (_, n): Fact[] => {
      const id = `${channel}${n}`;
      const on = `2026-03-${String(1 + (n % 30)).padStart(2, "0")}`;
      return [order(id, { gross: at === 0 ? 5000 : 1500, on }), touch(id, { last: channel })];
    }).flat(),
  );
  const days = Array.from({ length: 31 }, (_, n) => `2026-03-${String(n + 1).padStart(2, "0")}`);
  const { panel } = await shopOf([
    cost("SOCKS", "500"),
    ...facts,
    ...days.flatMap((day) => [spend(day, "email", 1000), spend(day, "display", 1000)]),
    // The dearest week of e-mail was in January: 7 × 25.00.
    ...["05", "06", "07", "08", "09", "10", "11"].map((day) =>
      spend(`2026-01-${day}`, "email", 2500),
    ),
  ]);
  const found = await panel();
  expect(found.evidence).toEqual({ kind: "ahead", best: "email", behind: ["display"], level: [] });
  expect(found.room).toEqual({ channel: "email", now: "10.00", most: "25.00", more: "15.00" });
  // Seen from February, January was already over, and nothing was spent since.
  expect((await panel("last", { from: "2026-02-01", to: "2026-03-01" })).room).toBeNull();
});

test("a shop without spend has channels but no return, and says that none is connected", async () => {
  const { panel } = await shopOf([
    cost("SOCKS", "1"),
    order("A", { customer: "a" }),
    touch("A", { last: "email" }),
  ]);
  const found = await panel();
  expect(found).toMatchObject({ spend: null, spentDays: null, campaigns: [], room: null });
  expect(found.channels).toMatchObject([{ key: "email", spend: null, roas: null, roi: null }]);
  expect(found.kpis.map(({ reason }) => reason)).toEqual([
    "not-connected",
    "not-connected",
    "not-connected",
  ]);
});

test("after cost rules channels add up to CM2 and CM3, and a return is taken of CM2", async () => {
  const end = new Date("2026-05-20T09:30:00Z");
  const told = randomShop(5, { count: 300, end }).map((fact): Fact =>
    fact.kind === "order" ? { ...fact, gateway: "card", charged: 4_500n } : fact,
  );
  const { shop, panel } = await shopOf([
    ...told,
    costRule("fee", { percent: "2.5", perOrder: "25" }, { from: "2025-12-01" }),
    costRule("shipping", { perOrder: "410", perUnit: "15" }, { from: "2025-12-01" }),
    costRule("packaging", { perLine: "30" }, { from: "2025-12-01" }),
    costRule("return", { perOrder: "250" }, { from: "2025-12-01" }),
  ]);
  const period = { from: "2026-01-01", to: "2026-05-01" };
  const { kpis } = await scorecard(db, shop, { period, asOf });
  const margin = kpis.find(({ id }) => id === "contribution-margin")!;
  expect(margin).toMatchObject({ version: 2, beside: { label: "CM2" } });
  const cents = (shown: unknown) => Math.round(Number(shown ?? 0) * 100);
  for (const rule of ["last", "first"] as const) {
    const { channels, contribution } = await panel(rule, period);
    const sum = (name: "contribution" | "left") =>
      channels.reduce((all, row) => all + cents(row[name]), 0);
    expect(contribution).toBe("CM2");
    expect(sum("contribution")).toBe(cents(margin.value));
    expect(sum("left")).toBe(cents(margin.beside["cm3"]));
    const email = channels.find(({ key }) => key === "email")!;
    expect(email.roi?.value).toBeCloseTo(Number(email.left) / Number(email.spend), 9);
  }
  const before = await panel("last", { from: "2025-11-01", to: "2026-02-01" });
  expect(before.contribution).toBe("CM1");
});

test("a renamed campaign is one, under its newest name, with the orders of both names", async () => {
  const led = (id: string, name: string) => ({
    ...touch(id, { last: "email" }),
    last: { channel: "email" as const, campaign: name },
  });
  const { panel } = await shopOf([
    order("A", { gross: 6000 }),
    led("A", "Spring"),
    order("B", { gross: 4000, on: "2026-03-12" }),
    led("B", "Spring sale"),
    campaign(spend("2026-03-02", "email", 2000), "Spring", "77"),
    campaign(spend("2026-03-09", "email", 500), "Spring sale", "77"),
  ]);
  expect((await panel()).campaigns).toMatchObject([
    { campaign: "Spring sale", spend: "25.00", orders: 2, net: "100.00" },
  ]);
});

test("what buyers say is a third rule: each order once, the unasked under nobody knows where", async () => {
  const heard = (orderRef: string, text: string, answeredAt = "2026-03-06"): Fact => ({
    ...{ kind: "answer", question: "heard-about", touchpoint: "checkout", score: 0 },
    ...{ orderRef, text, answeredAt: new Date(`${answeredAt}T10:00:00Z`) },
  });
  const { shop, panel } = await shopOf([
    cost("SOCKS", "600"),
    order("A", { gross: 6000 }),
    touch("A", { last: "paid-search" }),
    heard("A", "offline"),
    order("B", { gross: 4000 }),
    touch("B", { last: "email" }),
    refund("B", "2026-03-20", { amount: 1000 }),
    heard("B", "email"),
    order("C", { gross: 3000 }),
    touch("C", { last: "email" }),
    spend("2026-03-02", "email", 1500),
  ]);
  const found = await panel("said");
  expect(found).toMatchObject({ said: 2, net: "120.00", unattributed: "30.00" });
  const row = (key: string) => found.channels.find((each) => each.key === key);
  expect(row("offline")).toMatchObject({ net: "60.00", netLast: "0.00", orders: 1 });
  // 40.00 − 10.00 back − 6.00 = 24.00 of 15.00
  expect(row("email")).toMatchObject({ netSaid: "30.00", netLast: "60.00" });
  expect(row("email")?.roi?.value).toBeCloseTo(0.6, 9);
  expect(row("unknown")).toMatchObject({ net: "30.00" });
  expect(row("paid-search")).toMatchObject({ netFirst: "60.00" });
  const { kpis } = await scorecard(db, shop, { period: march, asOf });
  // No answer to how satisfied anybody is.
  expect(kpis.find(({ id }) => id === "csat")?.n).toBe(0);
});

test("where nothing else tells of a first touch, what buyers say is it; the last stays unknown", async () => {
  const { panel } = await shopOf([
    order("A", { gross: 6000 }),
    {
      ...{ kind: "answer", question: "heard-about", touchpoint: "checkout", score: 0 },
      ...{ orderRef: "A", text: "pr", answeredAt: new Date("2026-03-06T10:00:00Z") },
    },
    order("B", { gross: 1000 }),
    spend("2026-03-02", "pr", 1500),
  ]);
  const { channels, unattributed } = await panel("first");
  expect(unattributed).toBe("10.00");
  const pr = channels.find(({ key }) => key === "pr");
  expect(pr).toMatchObject({ orders: 1, netFirst: "60.00", netLast: "0.00", netSaid: "60.00" });
});
