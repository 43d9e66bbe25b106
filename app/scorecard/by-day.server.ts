// What KPIs say of single days, from stored measures alone: one read however many days and KPIs.
import type { Client } from "../db.server.ts";
import { addDays, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import type { Outcome, When } from "../kpis/formula.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { readMarketWishes, readPartWishes, type Grouping } from "./market-reader.server.ts";
import { readSeriesWishes } from "./series.server.ts";

/** Longer ago than any window that a formula waits for (return-rate: 60 days), within a year of events. */
const longAgo = 100;

/**
 * A day of it is counted from that day's measures, whether it was yesterday or long ago. Of a total, queries
 * only tell how much of it is known; windows that must be over, months and customers are of no single day.
 */
export function countsByDay({ formula }: Kpi, when: Pick<When, "asOf" | "today">): boolean {
  const read = (from: Day): string | null => {
    const period = { from, to: addDays(from, 1) };
    const wishes = formula.wishes({ ...when, period, historyFrom: null });
    const isOwn = wishes.every((wish) =>
      "query" in wish
        ? formula.kind === "total"
        : wish.days.from === period.from && wish.days.to === period.to,
    );
    const ids = wishes.flatMap((wish) =>
      "query" in wish ? [] : wish.measures.map(({ id }) => id),
    );
    return isOwn && ids.length > 0 ? ids.toSorted().join() : null;
  };
  const yesterday = read(addDays(when.today, -1));
  return yesterday !== null && yesterday === read(addDays(when.today, -longAgo));
}

/** By KPI, in the order of the periods. Intervals and coverage by queries are not asked for. */
export async function outcomesOfEach(
  client: Client,
  shop: ShopContext,
  {
    kpis,
    periods,
    when,
    market = null,
  }: {
    kpis: readonly Kpi[];
    periods: readonly Period[];
    when: When;
    /** Default all of the shop. */
    market?: string | null | undefined;
  },
): Promise<Map<string, Outcome[]>> {
  const whens = periods.map((period): When => ({ ...when, period }));
  const wishes = kpis.flatMap(({ formula }) => whens.flatMap((each) => formula.wishes(each)));
  const plain = wishes.filter((wish) => !("query" in wish));
  const { asOf, today } = when;
  const reading =
    market === null
      ? await readSeriesWishes(client, shop, { wishes: [], plain, asOf, today })
      : await readMarketWishes(client, shop, { plain: wishes, market, asOf, today });
  return new Map(
    kpis.map(({ id, formula }) => [id, whens.map((each) => formula.evaluate(reading, each))]),
  );
}

/** The same of one KPI in parts of the shop: by key, in the order of the periods. */
export async function outcomesOfParts(
  client: Client,
  shop: ShopContext,
  asked: {
    kpi: Kpi;
    keys: readonly string[];
    grouping: Grouping;
    periods: readonly Period[];
    when: When;
  },
): Promise<Map<string, Outcome[]>> {
  const { kpi, keys, grouping, periods, when } = asked;
  const whens = periods.map((period): When => ({ ...when, period }));
  const { asOf, today } = when;
  const readings = await readPartWishes(client, shop, {
    ...{ plain: whens.flatMap((each) => kpi.formula.wishes(each)), keys, grouping, asOf, today },
  });
  return new Map(
    keys.map((key) => {
      const reading = readings.get(key)!;
      return [key, whens.map((each) => kpi.formula.evaluate(reading, each))];
    }),
  );
}
