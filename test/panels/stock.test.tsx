import { expect, test } from "vitest";
import { StockOne } from "../../app/panels/stock-one.tsx";
import { Stock } from "../../app/panels/stock.tsx";
import type { Stock as Data, StockRow, StockTest } from "../../app/scorecard/stock.ts";
import { shown } from "./shown.tsx";

const row = (more: Partial<StockRow> = {}): StockRow => ({
  ...{ key: "1@P", sku: "NW-1", title: "Dripper <small>", place: "Hamburg", status: "runs-out" },
  ...{ available: 4, incoming: 0, demandPerDay: 2 / 7, reorderPoint: 11, orderUpTo: 20 },
  ...{ orderQuantity: 16, leadDays: 14, leadRule: "default", method: "ses", atStake: "31.50" },
  ...more,
});

const tested: StockTest = {
  ...{ upTo: "2026-05-31", ranAt: "2026-06-01T02:00:00.000Z", horizonDays: 21, method: "ses" },
  ...{ origins: 840, wape: 0.42, bias: 0.03, coverage95: 0.957, naiveWape: 0.61 },
  ...{ coverage80: 0.844, levelWape: 0.42, averageWape: 0.47, wql95: 0.28, classes: [] },
  ...{ untracked: 1, closedPlaces: 0, negative: 2, noCost: 3, replay: null },
};

const lumpy = {
  ...{ demand: "lumpy" as const, origins: 12, wape: 0.9, bias: -0.2, coverage80: 0.75 },
  ...{ coverage95: 0.917, levelWape: 0.9, naiveWape: 1.4, averageWape: 1.1, wql95: 0.77 },
};

const data: Data = {
  test: tested,
  totals: [
    { status: "out", levels: 3, units: 0, atStake: "812.00", unknown: 0 },
    { status: "runs-out", levels: 5, units: 12, atStake: "90.50", unknown: 0 },
    { status: "healthy", levels: 40, units: 900, atStake: "0.00", unknown: 0 },
    { status: "over", levels: 2, units: 80, atStake: "1500.00", unknown: 0 },
    { status: "dead", levels: 1, units: 7, atStake: "70.00", unknown: 0 },
  ],
  list: {
    rows: [row(), row({ key: "2@P", title: "Cup", atStake: null, leadRule: "vendor" })],
    next: "5.2@P",
    found: 51,
  },
  rules: {
    lead: 14,
    isDefaultLead: true,
    review: 7,
    cover: 28,
    own: [{ rule: "lead-vendor", name: "Nordwind", days: 9 }],
  },
};

const faster = { kind: "variant", key: "1", label: "Cup · C1", before: 7, now: 28.5 } as const;
const page = (more: Partial<Data> = {}, status: "out" | null = null) =>
  shown(
    <Stock
      views={[]}
      stock={{ ...data, ...more }}
      changes={{ to: "2026-06-01", found: 21, rows: [faster] }}
      order={{ sort: "stake", direction: "descending" }}
      {...{ status, text: "", size: 25, currency: "EUR", asOf: "2026-06-01T08:00:00.000Z" }}
      {...{ timeZone: "UTC", locale: "en" }}
    />,
    "/app/stock?shop=a.myshopify.com",
  );

test("totals by what is to be done, with the money at stake, lead to their own levels", async () => {
  const { text, html } = await page();
  expect(text).toContain("€812.00 of sales at stake");
  expect(text).toContain("€1,500 tied up beyond need");
  expect(text).toContain("900 units");
  expect(html).toContain("/app/stock?shop=a.myshopify.com&amp;status=over");
  expect(text).toContain("51 items by location");
  expect(text).toContain("Cup · C1: 28.5 units a week, up from 7");
  expect(text).toContain("20 smaller changes are not listed.");
});

test("an unknown cost or price is said and counted, never shown as 0", async () => {
  const totals = data.totals.map((total) =>
    total.status === "dead"
      ? { ...total, levels: 4, atStake: null, unknown: 4 }
      : total.status === "over"
        ? { ...total, unknown: 1 }
        : total.status === "out"
          ? { ...total, atStake: null, unknown: 3 }
          : total,
  );
  const { text } = await page({ totals });
  expect(text).toContain("cost of 4 not known");
  expect(text).toContain("€1,500 tied up beyond need · cost of 1 not known");
  expect(text).toContain("price of 3 not known");
  expect(text).not.toContain("€0.00");
});

test("rows say what is wanted, when to order and how much; what is unknown is said", async () => {
  const { text, html } = await page();
  expect(text).toContain("2 a week");
  expect(text).toContain("14 days to deliver, assumed");
  expect(text).toContain("cost or price not known");
  expect(html).toContain("Dripper &lt;small&gt;");
  expect(html).toContain("/app/stock/1%40P");
});

test("the forecast stands beside what it was worth, and what is left out beside both", async () => {
  const { text } = await page();
  expect(text).toContain(
    "differed from the forecast by 42% of what sold, from selling the same again by 61%",
  );
  expect(text).toContain("The stock it asks for was enough 95.7% of the time");
  expect(text).toContain("On the whole 3% more was wanted than it said.");
  expect(text).toContain("1 item is left out: its quantity is not tracked.");
  expect(text).toContain("2 levels are below 0");
  expect(text).not.toContain("closed location");
  const naive = await page({
    test: { ...tested, method: "seasonal-naive", wape: 0.6, naiveWape: 0.6 },
  });
  expect(naive.text).toContain("is used: it does better here");
});

test("what the orders would have cost stands beside what stock did cost, with what is assumed", async () => {
  const replay = {
    ...{
      weeks: 12,
      levels: 40,
      leftOut: 2,
      rate: 0.25,
      side: "less" as const,
      difference: "60.00",
    },
    was: { carrying: "90.00", missed: "50.00", served: 0.91 },
    policy: { carrying: "70.00", missed: "10.00", served: 0.98 },
  };
  const { text } = await page({ test: { ...tested, replay } });
  expect(text).toMatch(
    /As they were .*€90.00 .*€50.00 .*91% .*As proposed here .*€70.00 .*€10.00 .*98%/,
  );
  expect(text).toContain("would have cost €60.00 less in all");
  expect(text).toContain("The last 12 weeks once more, 40 items by location");
  expect(text).toContain("25% of its cost a year");
  expect(text).toContain("2 are left out: their cost");
  const more = await page({
    test: { ...tested, replay: { ...replay, side: "more" as const, difference: "5.00" } },
  });
  expect(more.text).toContain("would have cost €5.00 more in all");
  expect((await page()).text).toContain("is shown once stock has been told for a delivery time");
});

test("the forecast stands beside its rivals, in all and by how demand comes", async () => {
  const { text } = await page({ test: { ...tested, classes: [lumpy] } });
  expect(text).toContain("from selling the same again by 61%. So the smoothed level is used.");
  expect(text).toContain("An average of the last six weeks would have been off by 47%");
  expect(text).toContain("What was to be enough 80% of the time was so 84.4% of it.");
  expect(text).toContain("Seldom, unlike (lumpy)");
  expect(text).toContain("91.7%");
  const better = await page({ test: { ...tested, averageWape: 0.4 } });
  expect(better.text).toContain("would have been off by less, 40%");
});

test("without levels it says where they come from; with little history that nothing was tested", async () => {
  const none = { rows: [], next: null, found: 0 };
  const { text } = await page({ test: null, list: none });
  expect(text).toContain("No stock levels yet");
  expect(text).toContain("Nobody said how long a delivery takes; assumed: 14 days.");
  const young = {
    ...tested,
    wape: null,
    bias: null,
    coverage95: null,
    naiveWape: null,
    origins: 0,
  };
  expect((await page({ test: young })).text).toContain(
    "There is too little history to test the forecast on",
  );
});

const one = (more: Partial<StockRow>, weeks = [3, 0, 2]) =>
  shown(
    <StockOne
      item={{
        row: row(more),
        places: [row(more)],
        weeks: [
          ...weeks.map((units, at) => ({
            ...{ from: `2026-05-${11 + 7 * at}`, units, range: null, daysOut: at === 1 ? 7 : 0 },
          })),
          { from: "2026-06-01", units: 2.4, range: [0, 5] as const, daysOut: 0 },
        ],
      }}
      currency="EUR"
      locale="en"
    />,
    "/app/stock/1%40P",
  );

test("one of a thing is said as one", async () => {
  const alone = { available: 1, reorderPoint: 1, leadDays: 1 };
  expect((await one({ ...alone, orderQuantity: 3 })).text).toContain(
    "Order 3 now: 1 is available, and 1 is needed to be safe until a delivery in 1 day.",
  );
  expect((await one({ ...alone, orderQuantity: 0, status: "healthy" })).text).toContain(
    "Nothing to order: order again when 1 is left.",
  );
  expect((await one({ ...alone, orderQuantity: 0, status: "dead" })).text).toContain(
    "1 is available and none has sold for half a year",
  );
});

test("an item's page says what to do and draws what it sold and may sell", async () => {
  const { html, text } = await one({});
  expect(html).toContain(">Expected<");
  expect(html).not.toContain(">Now<");
  expect(text).toContain(
    "Order 16 now: 4 are available, and 11 are needed to be safe until a delivery in 14 days.",
  );
  expect(text).toContain("Week of May 18 (out of stock for 7 days)");
  expect(text).toContain("Week of Jun 1 (expected): 2.4, between 0 and 5");
  const dead = await one({ status: "dead", orderQuantity: 0 }, [0, 0]);
  expect(dead.text).toContain("none has sold for half a year");
  expect(dead.text).toContain("None sold yet");
});
