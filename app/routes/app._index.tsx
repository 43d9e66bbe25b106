import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { addDays } from "../ledger/day.ts";
import { wantKept, wantRefresh } from "../jobs/refresh-snapshots.ts";
import { openPage } from "../page.server.ts";
import { Home } from "../panels/home.tsx";
import { usePage } from "../panels/use-page.ts";
import setupStyles from "../panels/setup.css?url";
import { chosenPeriod } from "../scorecard/chosen-period.ts";
import { lackingOf } from "../scorecard/lacking.ts";
import { gapsOf } from "../scorecard/gaps.ts";
import { home } from "../scorecard/home.server.ts";
import { marketHome } from "../scorecard/market-home.server.ts";
import { askedMarket } from "../scorecard/markets.server.ts";

export const links = () => [{ rel: "stylesheet", href: setupStyles }];

/** `?market=` one of the shop's; else all of the shop, for which nothing more is read. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, asOf, today, version, search } = await openPage(request);
  const chosen = chosenPeriod(search, today);
  const { period, against, compared } = chosen;
  const wholeTo = addDays(period.from, chosen.wholeDays);
  const asked = { period, against, compared, asOf, wholeTo };
  const { staleSince, unkept, historyFrom, ...data } = await home(db, shop, asked);
  const market = await askedMarket(db, shop.id, search);
  const own = market && (await marketHome(db, shop, { ...asked, market }));
  if (staleSince) wantRefresh(db, shop.id, staleSince);
  if (unkept) wantKept(db, shop.id, "months", unkept);
  // Medians of a market are made of what is kept by region.
  for (const days of market ? [period, against] : []) wantKept(db, shop.id, "by-region", days);
  const shown = { ...data, ...own };
  return {
    ...shown,
    gaps: gapsOf(shown.card),
    time: {
      chosen,
      today,
      asOf: asOf.toISOString(),
      timeZone: shop.timeZone,
      historyFrom,
      lacking: lackingOf(data.setup, shop, period),
    },
    version,
  };
}

export const meta: MetaFunction = () => [{ title: "Scorecard · Fourfold" }];

export default function Index() {
  return usePage<typeof loader>(({ time, ...data }, locale) => (
    <Home {...data} time={{ ...time, locale }} />
  ));
}
