// What lies in stock. Nothing is known of a shop that nobody tells levels of: 0 would say that its shelves
// are empty. A day that lasts counts with what is there now.
import { addDays } from "../../ledger/day.ts";
import { periodDays, type Period } from "../../ledger/period.ts";
import type { Reason } from "../../ledger/result.ts";
import { measuresOf, sum, type Combination } from "../combination.ts";
import { coverageOf, exact, missing, type Formula, type Reading, type When } from "../formula.ts";
import { outOfPeriod, stockOfPeriod } from "../queries/stock.ts";
import { orders } from "../../measures/index.ts";

const daysOfYear = 365n;
const anyOrders = sum(orders);

/** Days of the period that have begun. */
function begunDays({ period, today }: When): bigint {
  const tomorrow = addDays(today, 1);
  const begun: Period = { from: period.from, to: period.to < tomorrow ? period.to : tomorrow };
  return BigInt(Math.max(0, periodDays(begun)));
}

const stock = (reading: Reading, { period }: When, name: string) =>
  reading.column(stockOfPeriod, period, name);

/** Why nothing can be said of the period's stock; null when something can. */
function lacking(reading: Reading, when: When): Reason | null {
  if (stock(reading, when, "days") > 0n) return null;
  const hasOrders = anyOrders.of(reading, when.period) > 0n;
  return hasOrders && stock(reading, when, "known") === 0n ? "not-connected" : "no-data";
}

const wishesOf = (when: When, ...parts: Combination[]) => [
  { measures: measuresOf(anyOrders, ...parts), days: when.period },
  { query: stockOfPeriod, days: when.period },
];

/** An amount of the period × 365 ÷ its days ÷ average daily stock at cost. */
export function perYearOfStock(amount: Combination): Formula {
  return {
    kind: "quotient",
    wishes: (when) => wishesOf(when, amount),
    evaluate(reading, when) {
      const n = anyOrders.of(reading, when.period);
      const reason = lacking(reading, when);
      if (reason) return missing(reason, { n });
      const of = (name: string) => stock(reading, when, name);
      const days = begunDays(when);
      const coverage = coverageOf(of("days") * of("known_units"), days * of("units"));
      if (of("value") <= 0n || days === 0n) return missing("no-data", { n, coverage });
      const top = amount.of(reading, when.period) * daysOfYear * of("days");
      const bottom = days * of("value");
      return { ...known, n, coverage, value: exact(top, bottom), weight: of("value") };
    },
  };
}

const known = { interval: null, coverage: null, beside: {} };

/** Units sold ÷ (units sold + units on hand at the end). */
export function sellThroughOf(units: Combination): Formula {
  return {
    kind: "quotient",
    wishes: (when) => wishesOf(when, units),
    evaluate(reading, when) {
      const sold = units.of(reading, when.period);
      const reason = lacking(reading, when);
      if (reason) return missing(reason, { n: sold });
      const whole = sold + stock(reading, when, "on_hand");
      if (whole <= 0n) return missing("no-data");
      return { ...known, n: sold, value: exact(sold, whole), weight: whole };
    },
  };
}

/** At cost, what was there beyond its forecast on the last day that has one. */
export const overstock: Formula = {
  kind: "balance",
  wishes: (when) => wishesOf(when),
  evaluate(reading, when) {
    const n = stock(reading, when, "on_hand");
    const reason = lacking(reading, when);
    if (reason) return missing(reason, { n });
    if (stock(reading, when, "forecasts") === 0n) return missing("no-data", { n });
    const amount = stock(reading, when, "overstock");
    const knownUnits = stock(reading, when, "known_units");
    const coverage = coverageOf(knownUnits, stock(reading, when, "units"));
    // Stock of which no cost is known is not stock that costs nothing.
    if (n > 0n && knownUnits === 0n) return missing("no-data", { n, coverage });
    return { ...known, n, coverage, value: exact(amount), weight: amount };
  },
};

/** Σ days out × daily demand ÷ Σ days listed × daily demand, demand from days in stock. */
export const daysOut: Formula = {
  kind: "quotient",
  wishes: (when) => [...wishesOf(when), { query: outOfPeriod, days: when.period }],
  evaluate(reading, when) {
    const of = (name: string) => reading.column(outOfPeriod, when.period, name);
    const reason = lacking(reading, when);
    if (reason) return missing(reason);
    const n = of("variants");
    const rest = { n, coverage: coverageOf(n, of("known")) };
    if (of("listed") === 0n) return missing("too-few", rest);
    return { ...known, ...rest, value: exact(of("out"), of("listed")), weight: of("listed") };
  },
};
