import { expect, test } from "vitest";
import { marketWords } from "../../app/panels/market-picker.tsx";
import { Markets, type MarketsProps } from "../../app/panels/markets.tsx";
import type { MarketColumn } from "../../app/scorecard/markets.ts";
import { chosenPeriod } from "../../app/scorecard/chosen-period.ts";
import { kpi } from "../fakes/scorecard.ts";
import { shown } from "./shown.tsx";

const today = "2026-11-22";
const time = {
  chosen: chosenPeriod(new URLSearchParams("period=last-month"), today),
  ...{ today, asOf: "2026-11-22T12:00:00.000Z", timeZone: "UTC", historyFrom: null, locale: "en" },
};
const column = (market: string | null, value: string | null): MarketColumn => ({
  market,
  kpis: [
    kpi({ value, target: market === "other" ? "500.00" : null, status: "off" }),
    kpi({
      ...{ id: "hours-to-ship", name: "Hours to ship", perspective: "process", unit: "hours" },
      ...{ value: value && 26, n: 7, interval: [20, 30] as const, previous: null },
      reason: value ? null : "too-few",
      change: { absolute: null, relative: null },
    }),
  ],
  stock: market === null ? { units: 12, value: "17.50", knownUnits: 7, coverDays: 39.6 } : null,
  serve: market === null ? { total: "18.70", perOrder: "6.233333", coverage: 0.8 } : null,
});
const slower = { kind: "region", key: "US-TX", label: "US-TX", before: 28, now: 7 } as const;
const panel = (
  columns: MarketColumn[],
  isRecounting = false,
  channels: MarketsProps["channels"] = null,
) =>
  shown(
    <Markets
      markets={{ columns, isRecounting }}
      changes={{ ...{ to: "2026-11-22", found: 1 }, rows: [slower] }}
      channels={channels}
      time={time}
      currency="USD"
    />,
    "/app/markets?period=last-month",
  );

test("markets stand side by side with what each number stands on, and lead on", async () => {
  const { html, text } = await panel([
    column(null, "300.00"),
    column("set:Far & away", "200.00"),
    column("other", null),
  ]);
  expect(text).toMatch(/All markets.*\$300\.00.*Far &amp; away.*\$200\.00.*Other/);
  expect(text).toContain("12 units $17.50 at cost, of 7 with a known cost");
  expect(text).toContain("lasts about 40 days");
  expect(text).toMatch(/\$6\.23\S* \$18\.70 in all known of 80\S?% of sales/);
  expect(text).toContain("by your cost rules");
  expect(text).toContain("US-TX: 7 orders a week, down from 28");
  expect(text).toContain("Not connected");
  expect(text).toContain("20 h to 1 d 6 h");
  expect(text).toContain("7 orders");
  expect(html).toContain(
    'href="/app/kpis/net-sales?period=last-month&amp;market=set%3AFar+%26+away"',
  );
  expect(html).toContain('href="/app?period=last-month&amp;market=other"');
  expect(text).toMatch(/Other no data .*too few yet/);
  expect(text).toContain("Export");
});

test("without regions it says how to get some, and while they are assigned that they are", async () => {
  const { html, text } = await panel([column(null, "300.00")], true);
  expect(text).toContain("No regions yet");
  expect(html).toContain('href="/app/settings?period=last-month"');
  expect(text).toContain("orders are being assigned");
  expect([marketWords(null), marketWords("other"), marketWords("set:DACH")]).toEqual([
    "All markets",
    "Other",
    "DACH",
  ]);
});

test("channels are hidden until somebody asks, then ranked with what is left and what comes back", async () => {
  const hidden = await panel([column(null, "300.00")]);
  expect(hidden.text).toContain("Show channels");
  expect(hidden.html).toContain("channels=1");
  expect(hidden.text).not.toContain("Point of sale");
  const part = { key: "pos", label: "Point of sale", value: "70.00", n: 3, share: 0.5 };
  const { text, html } = await panel([column(null, "300.00")], false, {
    kpis: [
      { id: "net-sales", name: "Net sales", unit: "money" },
      { id: "return-rate", name: "Return rate", unit: "ratio" },
    ],
    rows: [{ key: "pos", label: "Point of sale", parts: [{ ...part, interval: null }, null] }],
  });
  expect(text).toMatch(/Hide channels.*Point of sale.*\$70\.00.*–/);
  expect(html).toContain("by=channel");
});
