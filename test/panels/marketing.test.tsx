import { expect, test } from "vitest";
import { moveOf } from "../../app/panels/marketing-advice.tsx";
import { Marketing } from "../../app/panels/marketing.tsx";
import type { PageTime } from "../../app/panels/page-head.tsx";
import type { Marketing as Data, MarketingRow } from "../../app/scorecard/marketing.ts";
import { shown } from "./shown.tsx";

const time: PageTime = {
  chosen: {
    choice: "last-month",
    versus: "previous",
    period: { from: "2026-03-01", to: "2026-04-01" },
    against: { from: "2026-02-01", to: "2026-03-01" },
    wholeDays: 31,
  },
  today: "2026-04-12",
  asOf: "2026-04-12T08:00:00.000Z",
  timeZone: "UTC",
  historyFrom: null,
  locale: "en",
};

const row = (channel: MarketingRow["channel"], roi: number | null): MarketingRow => ({
  ...{ key: channel, channel, campaign: null, platform: null },
  ...{ spend: roi === null ? null : "100.00", orders: 12, newCustomers: 3 },
  ...{ net: "300.00", netFirst: "250.00", netLast: "300.00", netSaid: "0.00" },
  roas: roi === null ? null : { value: 3, interval: [2, 4] },
  roi: roi === null ? null : { value: roi, interval: [roi - 0.2, roi + 0.2] },
  ...{ contribution: roi === null ? null : "250.00", left: roi === null ? null : "150.00" },
});

const data: Data = {
  ...{ rule: "last", rankedBy: "roi", kpis: [], said: 0 },
  channels: [row("email", 1.5), row("display", -0.5), row("unknown", null)],
  campaigns: [
    { ...row("email", 1.5), key: "c", campaign: "<b>May</b> letter", platform: "meta-ads" },
  ],
  evidence: { kind: "ahead", best: "email", behind: ["display"], level: [] },
  ...{ campaignEvidence: { kind: "too-few" }, contribution: "CM2" },
  room: { channel: "email", now: "10.00", most: "25.00", more: "15.00" },
  ...{ spend: "200.00", net: "900.00", unattributed: "300.00" },
  unattributedSpend: "12.50",
  spentDays: { days: 30, of: 31 },
  won: { from: "2025-03-01", to: "2025-04-01", channels: [] },
  waiting: [],
};

const page = (more: Partial<Data> = {}) =>
  shown(
    <Marketing marketing={{ ...data, ...more }} time={time} currency="USD" />,
    "/app/marketing?period=last-month&shop=a.myshopify.com",
  );

test("it says which channel is ahead, and how far its spend was seen", async () => {
  const { text } = await page();
  expect(text).toContain("E-mail brings more return than Display: their likely ranges lie apart.");
  expect(text).toContain("E-mail now costs $10.00 a day, and up to $25.00 a day has been seen");
  expect(text).toContain("$15.00 a day more can be moved there from Display within what is known.");
  expect(text).toContain("Keep this move as a task");
  const where = { locale: "en", currency: "USD" };
  expect(moveOf(data, where)).toBe("Move up to $15.00 of spend a day to E-mail, from Display");
  expect(text).toContain("Display cost more than they brought back");
  expect(text).toContain("Spend is known for 30 of 31 days.");
});

test("overlapping ranges are no evidence, and no move is proposed", async () => {
  const tied = { kind: "tied", among: ["email", "display"] } as const;
  const { text } = await page({ evidence: { ...tied, among: [...tied.among] }, room: null });
  expect(text).toContain(
    "E-mail and Display: the likely ranges of return overlap, so there is no evidence to prefer one over the other.",
  );
  expect(text).not.toContain("can be moved");
  expect(text).not.toContain("Keep this move");
  const few = await page({ evidence: { kind: "too-few" }, room: null });
  expect(few.text).toContain("too few to prefer one over the other");
});

test("a channel at the end of what was seen gets no advice beyond it", async () => {
  const { text } = await page({
    room: { channel: "email", now: "25.00", most: "25.00", more: null },
  });
  expect(text).toContain("what more would bring is not known");
  expect(text).not.toContain("can be moved");
  expect(text).not.toContain("Keep this move");
});

test("both rules stand side by side, with what is not known and what all adds up to", async () => {
  const { html, text } = await page();
  expect(text).toContain("Net sales, last touch");
  expect(text).toContain("Net sales, first touch");
  expect(text).toContain("add up to net sales of $900.00, of which $300.00 came from nobody knows");
  expect(text).toContain("$12.50 of it met no order of its channel within 30 days");
  const all = await page({ unattributedSpend: "0.00" });
  expect(all.text).not.toContain("met no order");
  expect(text).toContain("150%");
  expect(text).toContain("130% to 170%");
  expect(html).toContain(
    'href="/app/marketing?period=last-month&amp;shop=a.myshopify.com&amp;rule=first"',
  );
  expect(html).toContain("&lt;b&gt;May&lt;/b&gt; letter");
  expect(text).toContain("Meta Ads");
});

test("without spend it says what to import, and money that waits says so", async () => {
  const none = { spend: null, spentDays: null, campaigns: [], room: null };
  const { text } = await page({ ...none, evidence: { kind: "too-few" }, channels: [] });
  expect(text).toContain("No advertising spend in these days yet");
  expect(text).toContain("Import spend on the Data page");
  expect(text).not.toContain("What this is evidence for");
  const waiting = await page({ waiting: [{ currency: "EUR", days: 1 }] });
  expect(waiting.text).toContain("Spend in EUR on 1 day is not counted yet");
});

test("a day's spend can be entered by hand", async () => {
  const { html, text } = await page();
  expect(text).toContain("Enter spend by hand");
  expect(text).toContain("Amount in USD");
  expect(html).toContain('value="2026-04-12"');
});

test("what spend leaves of the contribution stands beside it, and which contribution that is", async () => {
  const { text } = await page();
  expect(text).toContain("CM3, after spend");
  expect(text).toContain("Return is CM2 (net sales less known unit cost, payment fees");
  expect((await page({ contribution: "CM1" })).text).toContain(
    "cost rules in Settings make it CM2",
  );
});

test("campaigns whose ranges overlap are told not to be ranked by them", async () => {
  const two = [...data.campaigns, { ...row("email", 1.4), key: "d", campaign: "June" }];
  const tied = await page({
    campaigns: two,
    campaignEvidence: { kind: "tied", among: ["c", "d"] },
  });
  expect(tied.text).toContain("of the campaigns overlap, so there is no evidence to prefer one");
  const ahead = { kind: "ahead", best: "c", behind: ["d"], level: [] } as const;
  const { text } = await page({
    campaigns: two,
    campaignEvidence: { ...ahead, behind: [...ahead.behind], level: [] },
  });
  expect(text).toContain("letter brings more return than June: their likely ranges lie apart");
});

test("customers won a year ago stand with what they left and cost; without any there is no table", async () => {
  const email = {
    channel: "email",
    customers: 2,
    value: "42.75",
    cost: "10.00",
    ratio: 4.275,
  } as const;
  const display = { ...email, channel: "display", cost: null, ratio: null } as const;
  const won = { from: "2025-03-01", to: "2025-04-01", channels: [email, display] };
  const { text } = await page({ won });
  expect(text).toContain("E-mail 4.28 $42.75 $10.00 2");
  expect(text).toContain("first order fell on Mar 1, 2025 to Mar 31, 2025");
  expect((await page()).text).not.toContain("Customers won a year ago");
});
