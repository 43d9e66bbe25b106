// What spend brought. A shop of which no spend is known in the period is not connected: 0 would say
// that nothing was spent.
import { meanInterval } from "../../analysis/stats/delta.ts";
import type { Interval } from "../../analysis/stats/interval.ts";
import { addDays } from "../../ledger/day.ts";
import { periodDays } from "../../ledger/period.ts";
import { measuresOf, sum, type Combination } from "../combination.ts";
import { coverageOf, exact, missing, type Beside, type Formula } from "../formula.ts";
import type { Reading, When } from "../formula.ts";
import { customersOfPeriod } from "../queries/customers.ts";
import type { PeriodQuery } from "../query.ts";
import { spendOfPeriod, squareUnit } from "../queries/marketing.ts";
import type { Measure } from "../../measures/index.ts";

type Spent = { amount: bigint; isKnown: boolean; coverage: number | null };

/** Coverage: days with spend of the period's days that have begun. */
function spentIn(reading: Reading, { period, today }: When): Spent {
  const column = (name: string) => reading.column(spendOfPeriod, period, name);
  const tomorrow = addDays(today, 1);
  const begun = { from: period.from, to: period.to < tomorrow ? period.to : tomorrow };
  const coverage = coverageOf(column("days"), BigInt(Math.max(0, periodDays(begun))));
  return { amount: column("amount"), isKnown: column("rows") > 0n, coverage };
}

/** An amount of the shop ÷ all spend; its inverse, the advertising cost of sales, beside. */
export function perSpend(amount: Combination, n: Combination): Formula {
  const measures = measuresOf(amount, n);
  return {
    kind: "quotient",
    wishes: ({ period }) => [
      { measures, days: period },
      { query: spendOfPeriod, days: period },
    ],
    evaluate(reading, when) {
      const spent = spentIn(reading, when);
      const top = amount.of(reading, when.period);
      const units = n.of(reading, when.period);
      if (units === 0n && top === 0n) return missing("no-data");
      if (!spent.isKnown) return missing("not-connected", { n: units });
      const beside: Beside =
        top > 0n ? { acos: { unit: "ratio", value: exact(spent.amount, top) } } : {};
      const rest = { n: units, coverage: spent.coverage, beside };
      // Credits that outweigh what was spent leave nothing to divide by.
      if (spent.amount <= 0n) return missing("no-data", rest);
      const value = exact(top, spent.amount);
      return { ...rest, value, interval: null, weight: spent.amount };
    },
  };
}

/** All spend ÷ customers whose first counted order falls in the period. */
export function spendPerNewCustomer(): Formula {
  return {
    kind: "quotient",
    wishes: ({ period }) => [
      { query: spendOfPeriod, days: period },
      { query: customersOfPeriod, days: period },
    ],
    evaluate(reading, when) {
      const spent = spentIn(reading, when);
      const column = (name: string) => reading.column(customersOfPeriod, when.period, name);
      const n = column("customers") - column("returning");
      if (column("customers") === 0n && !spent.isKnown) return missing("no-data");
      if (!spent.isKnown) return missing("not-connected", { n });
      const rest = { n, coverage: spent.coverage };
      if (n === 0n) return missing("too-few", rest);
      const value = exact(spent.amount, n);
      return { ...rest, value, interval: null, beside: {}, weight: n };
    },
  };
}

/** (contribution of attributed orders − spend) ÷ spend, spend taken as exact. */
export function returnOnSpend(
  orders: Measure,
  costed: Measure,
  { query, label }: { query: PeriodQuery; label: "CM1" | "CM2" },
): Formula {
  const all = sum(orders);
  const withCost = sum(costed);
  return {
    kind: "quotient",
    wishes: ({ period }) => [
      { measures: [orders, costed], days: period },
      { query: spendOfPeriod, days: period },
      { query, days: period },
    ],
    evaluate(reading, when) {
      const { period } = when;
      const spent = spentIn(reading, when);
      const column = (name: string) => reading.column(query, period, name);
      const n = column("orders");
      if (all.of(reading, period) === 0n) return missing("no-data");
      const isConnected = spent.isKnown && withCost.of(reading, period) > 0n;
      if (!isConnected || column("touched") === 0n) return missing("not-connected", { n });
      const coverage = coverageOf(column("known_net"), column("net"));
      const rest = { n, coverage, beside: { rule: "last-touch", label } };
      if (spent.amount <= 0n) return missing("no-data", rest);
      const contribution = column("contribution");
      const squares = column("squares_high") * squareUnit + column("squares_low");
      const value = exact(contribution - spent.amount, spent.amount);
      const mean = meanInterval(n, contribution, squares);
      const perSpent = Number(n) / Number(spent.amount);
      const interval: Interval | null = mean && [mean[0] * perSpent - 1, mean[1] * perSpent - 1];
      return { ...rest, value, interval, weight: spent.amount };
    },
  };
}
