import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { addDays } from "../ledger/day.ts";
import { openPage } from "../page.server.ts";
import { Mine } from "../panels/mine.tsx";
import { usePage } from "../panels/use-page.ts";
import { chosenPeriod } from "../scorecard/chosen-period.ts";
import { home } from "../scorecard/home.server.ts";
import { readMine } from "../scorecard/mine.server.ts";

/** `?who=` the name of somebody who answers for a KPI or has a task. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, asOf, today, version, search } = await openPage(request);
  const chosen = chosenPeriod(search, today);
  const { period, against, compared } = chosen;
  const mine = await readMine(db, shop, search.get("who"));
  const wholeTo = addDays(period.from, chosen.wholeDays);
  const asked = { period, against, compared, asOf, wholeTo };
  // The numbers that Home shows, and no others.
  const shown = mine.kpis.length > 0 ? await home(db, shop, asked) : null;
  return {
    mine,
    kpis: shown?.card.kpis.filter(({ id }) => mine.kpis.includes(id)) ?? [],
    currency: shop.currency,
    time: {
      ...{ chosen, today, asOf: asOf.toISOString(), timeZone: shop.timeZone },
      historyFrom: shown?.historyFrom ?? null,
    },
    version,
  };
}

export const meta: MetaFunction = () => [{ title: "My numbers · Fourfold" }];

export default function MineRoute() {
  return usePage<typeof loader>(({ time, ...data }, locale) => (
    <Mine {...data} time={{ ...time, locale }} />
  ));
}
