// What was read for formulas, by measure or query and days.
import type { Ranked } from "../analysis/stats/ranked.ts";
import type { Period } from "../ledger/period.ts";
import type { Reading } from "../kpis/formula.ts";
import type { PeriodQuery } from "../kpis/query.ts";
import type { Measure } from "../measures/index.ts";

const nothing: Ranked = { n: 0, at: () => NaN };

export const daysKey = ({ from, to }: Period) => `${from}..${to}`;

/** Formulas ask for the same days of the same plan again and again: what they are called is made once. */
const places = new WeakMap<Period, Map<string, string>>();

/** `<days> <measure or query>`. */
export function placeAt(days: Period, name: string): string {
  let own = places.get(days);
  if (!own) places.set(days, (own = new Map()));
  let place = own.get(name);
  if (place === undefined) own.set(name, (place = `${daysKey(days)} ${name}`));
  return place;
}

/** What was read for one key. Days that hold nothing add up to 0. */
export class KeyReading implements Reading {
  readonly sums = new Map<string, bigint>();
  readonly histograms = new Map<string, Ranked>();
  readonly columns = new Map<string, bigint>();
  readonly #read: ReadonlySet<string>;

  /** @param read `<days> <measure or query>` of all that was wished for */
  constructor(read: ReadonlySet<string>) {
    this.#read = read;
  }

  // A formula that reads what it did not wish for would silently see nothing.
  #check(place: string): string {
    if (!this.#read.has(place)) throw new Error(`${place} was not wished for`);
    return place;
  }

  sum(measure: Measure, days: Period): bigint {
    return this.sums.get(this.#check(placeAt(days, measure.id))) ?? 0n;
  }

  ranked(measure: Measure, days: Period): Ranked {
    return this.histograms.get(this.#check(placeAt(days, measure.id))) ?? nothing;
  }

  column(query: PeriodQuery, days: Period, name: string): bigint {
    const place = this.#check(placeAt(days, query.name));
    return this.columns.get(`${place} ${name}`) ?? 0n;
  }
}
