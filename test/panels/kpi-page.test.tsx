import { AppProvider } from "@shopify/polaris";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Behind } from "../../app/panels/kpi/behind.tsx";
import { Course } from "../../app/panels/kpi/course.tsx";
import { How } from "../../app/panels/kpi/how.tsx";
import { Parts } from "../../app/panels/kpi/parts.tsx";
import { chartSentence, sentences } from "../../app/panels/kpi/sentences.ts";
import { noCauses } from "../../app/scorecard/causes.ts";
import { chosenPeriod } from "../../app/scorecard/chosen-period.ts";
import type { Entry } from "../../app/scorecard/entries.ts";
import type { KpiPage } from "../../app/scorecard/kpi-page.ts";
import type { TrendPoint } from "../../app/scorecard/trend.ts";
import { inRouter } from "../fakes/router.tsx";
import { kpi } from "../fakes/scorecard.ts";

const where = { locale: "en", currency: "USD" };
const today = "2026-11-14";
const time = {
  chosen: chosenPeriod(new URLSearchParams("period=7"), today),
  today,
  asOf: "2026-11-14T12:00:00.000Z",
  timeZone: "UTC",
  historyFrom: "2025-01-01",
  locale: "en",
};
const point = (day: number, value: string | null, isRunning = false): TrendPoint => ({
  from: `2026-11-${String(day).padStart(2, "0")}`,
  to: `2026-11-${String(day + 1).padStart(2, "0")}`,
  value,
  interval: null,
  n: 1,
  before: null,
  wholeDays: 1,
  isRunning,
});

function page(given: Partial<KpiPage> = {}): KpiPage {
  return {
    kpi: kpi({ coverage: 0.92 }),
    about: {
      objective: "Grow",
      words: "sales − returns",
      excludes: ["test orders", "gift cards"],
      source: "Order.lineItems",
      versions: [{ version: 1, words: "sales alone" }],
    },
    by: "channel",
    splits: ["channel", "region"],
    parts: [],
    trend: {
      size: "day",
      sizes: ["day"],
      points: [point(10, "30.00"), point(11, "50.00"), point(12, "20.00"), point(14, "1.00", true)],
      target: null,
      isTotal: true,
      historyFrom: "2025-01-01",
    },
    causes: { ...noCauses("channel", "80.00", "100.00"), gap: "20.00", unexplained: "0.00" },
    toTarget: false,
    pace: null,
    suggestion: null,
    benchmark: null,
    narrowed: null,
    marks: [],
    behind: { entries: [], next: null },
    leftOut: { test: 12, voided: 1, zero: 0, otherCurrency: 0 },
    ...given,
  };
}

const render = (element: React.ReactElement) =>
  renderToStaticMarkup(inRouter(<AppProvider i18n={{}}>{element}</AppProvider>));
const words = (html: string) =>
  html
    .replace(/<style[^]*?<\/style>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
const said = (given: Partial<KpiPage>) => sentences({ page: page(given), time, where });

test("the chart marks what sold out or changed its price and says it in words below; a day that is not drawn has no mark", () => {
  const marks = [
    { day: "2026-11-11", product: "Socks", what: "sold-out" },
    { day: "2026-11-12", product: "Mugs", what: "price", before: "8.00", after: "9.50" },
    { day: "2026-11-30", product: "Hats", what: "sold-out" },
  ] as const;
  const course = (given: Partial<KpiPage>) =>
    render(<Course page={page(given)} time={time} where={where} />);
  const html = course({ marks });
  // The second and the third of four points.
  const places = [...html.matchAll(/class="ff-mark" style="left:([\d.]+)%">(\d)/g)];
  expect(places.map(([, left, n]) => [Math.round(Number(left)), n])).toEqual([
    [33, "1"],
    [67, "2"],
  ]);
  expect(words(html)).toContain(
    "Nov 11: Socks sold out Nov 12: Mugs changed its price from $8.00 to $9.50",
  );
  expect(words(html)).not.toContain("Hats");
  expect(course({ marks: [] })).not.toContain("ff-mark");
});

test("what happened: the move, and the highest and lowest of the days that are over", () => {
  expect(said({})).toEqual([
    "Net sales, Nov 8 to Nov 14: $100.00, up 25% on Nov 1 to Nov 7.",
    "Highest was Nov 11 with $50.00, lowest Nov 12 with $20.00.",
  ]);
});

test("a target is reached, missed, or not to be told yet, each in its own words", () => {
  const target = "120.00";
  expect(said({ kpi: kpi({ target, status: "on" }) })).toContain(
    "That reaches the target of $120.00.",
  );
  expect(said({ kpi: kpi({ target, status: "off" }) })).toContain(
    "That misses the target of $120.00 by $20.00.",
  );
  const band = kpi({ target, status: "off", beside: { low: "120.00", high: "150.00" } });
  expect(said({ kpi: band })).toContain("That misses the target of $120.00 to $150.00 by $20.00.");
  expect(said({ kpi: kpi({ target, status: "cannot-tell" }) })[1]).toMatch(/^The period is still/);
  const nps = kpi({ unit: "points", value: 41, interval: [28, 54], target: 40 });
  expect(said({ kpi: { ...nps, status: "cannot-tell" } })).toEqual(
    expect.arrayContaining([
      "The true value most likely lies between 28 and 54.",
      "The target of 40 lies in that range, so it is too early to tell. It is so close that more would not tell soon.",
    ]),
  );
});

test("a total that still grows is held against what the target asks by now", () => {
  const pace = {
    share: 0.485,
    by: "weekdays",
    due: "58.20",
    ahead: "-8.20",
    target: "120.00",
  } as const;
  const running = kpi({ target: "120.00", status: "cannot-tell" });
  expect(said({ kpi: running, pace })).toContain(
    "By now 48.5% of it is usually in, so the target of $120.00 asks for $58.20: $8.20 behind.",
  );
  expect(said({ kpi: running, pace: { ...pace, ahead: "41.80" } })[1]).toMatch(
    /: \$41\.80 ahead\.$/,
  );
  expect(said({ kpi: running, pace: { ...pace, by: "last-year" } })).toContain(
    "A year ago 48.5% of it was in by now, so the target of $120.00 asks for $58.20: $8.20 behind.",
  );
  expect(said({ suggestion: { typical: "70.00", good: "95.00", weeks: 13 } })).toContain(
    "A target could be $70.00 a week, the middle of your last 13 weeks, or $95.00, their best quarter.",
  );
  const benchmark = { typical: "70.00", good: "95.00", weeks: 13 };
  expect(said({ kpi: running, pace, benchmark })).toContain(
    "The middle of your last 13 weeks was $70.00 a week, their best quarter $95.00.",
  );
});

test("a running total says where it will end, how sure that is, and what that means", () => {
  const beside = { end: "130.00", endLow: "121.00", endHigh: "139.00" };
  const pace = {
    share: 0.5,
    by: "weekdays",
    due: "60.00",
    ahead: "40.00",
    target: "120.00",
  } as const;
  const ending = (status: "on" | "off" | "cannot-tell") =>
    said({ kpi: kpi({ target: "120.00", status, beside }), pace });
  const ends =
    "When the period is over it will probably be about $130.00, between $121.00 and $139.00";
  expect(ending("on")).toContain(`${ends}: on for the target of $120.00.`);
  expect(ending("off")).toContain(`${ends}: off the target of $120.00.`);
  expect(ending("cannot-tell")).toContain(
    `${ends}, so nobody can tell yet whether it reaches the target of $120.00.`,
  );
  // The pace is said as well.
  expect(ending("on")[1]).toMatch(/^By now 50%/);
});

test("without a value nothing is claimed", () => {
  expect(said({ kpi: kpi({ value: null, reason: "no-data" }) })).toEqual([]);
});

test("the chart's sentence names its span and ends", () => {
  expect(chartSentence({ page: page(), time, where })).toBe(
    "Net sales by day, Nov 10 to Nov 14: from $30.00 to $1.00. " +
      "Highest was Nov 11 with $50.00, lowest Nov 12 with $20.00.",
  );
});

test("how it is counted: words, what is left out with counts, source, coverage, version", () => {
  const text = words(
    render(
      <How page={page()} code={{ path: "app/a.ts", text: "total(sales)" }} {...{ time, where }} />,
    ),
  );
  for (const part of [
    "sales − returns",
    "test orders, gift cards",
    "In this period: 12 test orders, 1 voided or expired order.",
    "Order.lineItems",
    "92% of what it is counted from",
    "version 1",
    "Version 1 counts: sales alone",
    "app/a.ts total(sales)",
    "3 orders",
  ])
    expect(text).toContain(part);
});

test("parts are ranked with the value before; of none the card says what to do", () => {
  const part = { key: "pos", label: "Point of sale", n: 2, interval: null, share: 0.25 };
  const parts = [{ ...part, value: "25.00", before: "30.00" }];
  const text = words(render(<Parts page={page({ parts })} by="channel" where={where} />));
  expect(text).toMatch(/Point of sale .*\$25\.00 .*\$30\.00 .*25% .*2 orders/);
  expect(words(render(<Parts page={page()} by="channel" where={where} />))).toContain(
    "Choose a longer one",
  );
});

test("an order links to its page in Shopify's admin, one of a file does not", () => {
  const order = {
    name: "#1001",
    adminPath: "orders/7",
    channel: "online",
    customerKind: "new",
    shipHours: 28,
    deliverHours: null,
    isShippedLate: true,
    isDeliveredLate: null,
    isCancelled: false,
    returnedUnits: 0,
  };
  const entry: Entry = {
    kind: "sale",
    key: "7",
    day: "2026-11-10",
    at: "2026-11-10T10:00:00.000Z",
    order,
    amount: "10.00",
    score: null,
    by: null,
  };
  const show = (id: string, one: Entry) =>
    render(
      <Behind
        page={page({ kpi: kpi({ id }), behind: { entries: [one], next: "more" } })}
        time={time}
        where={where}
        store="a-shop"
      />,
    );
  const html = show("hours-to-ship", entry);
  expect(html).toContain('href="https://admin.shopify.com/store/a-shop/orders/7"');
  expect(words(html)).toMatch(/#1001 .*Nov 10 .*1 d 4 h .*\$10\.00 .*Next 25/);
  const fromFile = show("on-time-shipping", { ...entry, order: { ...order, adminPath: null } });
  expect(fromFile).not.toContain("admin.shopify.com");
  expect(words(fromFile)).toContain("Late");
  expect(words(show("net-sales", { ...entry, kind: "refund" }))).toContain("Money back");
});
