import type { Scorecard, ScorecardKpi } from "../../app/scorecard/types.ts";

/** A KPI as the engine hands it to the panels; what is not given is a plain 100.00 of net sales. */
export function kpi(given: Partial<ScorecardKpi> = {}): ScorecardKpi {
  return {
    id: "net-sales",
    name: "Net sales",
    perspective: "financial",
    unit: "money",
    direction: "up",
    value: "100.00",
    reason: null,
    n: 3,
    counts: "orders",
    interval: null,
    target: null,
    status: "no-target",
    previous: "80.00",
    change: { absolute: "20.00", relative: 0.25 },
    coverage: null,
    asOf: "2026-11-22T12:00:00.000Z",
    formula: "sales after discounts − returns",
    version: 1,
    beside: {},
    ...given,
  };
}

export function card(kpis: ScorecardKpi[], given: Partial<Scorecard> = {}): Scorecard {
  return {
    shop: "test.myshopify.com",
    period: { from: "2026-10-24", to: "2026-11-23", timeZone: "Europe/Berlin" },
    currency: "USD",
    headline: kpis.map(({ id }) => id),
    perspectives: [{ id: "financial", score: null, kpis: kpis.map(({ id }) => id) }],
    kpis,
    ...given,
  };
}
