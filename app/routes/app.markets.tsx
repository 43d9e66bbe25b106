import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { inShop } from "../db.server.ts";
import { addDays } from "../ledger/day.ts";
import { wantKept } from "../jobs/refresh-snapshots.ts";
import { openPage } from "../page.server.ts";
import { Markets } from "../panels/markets.tsx";
import { usePage } from "../panels/use-page.ts";
import listStyles from "../panels/lists.css?url";
import { channels } from "../scorecard/channels.server.ts";
import { chosenPeriod } from "../scorecard/chosen-period.ts";
import { readDemandChanges } from "../scorecard/demand-changes.server.ts";
import { begunOf } from "../scorecard/scorecard.server.ts";
import { markets } from "../scorecard/markets.server.ts";

export const links = () => [{ rel: "stylesheet", href: listStyles }];

/** `?channels=1` shows channels too. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, asOf, today, version, search } = await openPage(request);
  const chosen = chosenPeriod(search, today);
  const { period, against, compared } = chosen;
  const wholeTo = addDays(period.from, chosen.wholeDays);
  const found = await markets(db, shop, { period, against, compared, asOf, wholeTo });
  const { historyFrom } = await inShop(db, shop.id, (client) => begunOf(client, shop));
  // Beside all of the shop: medians of markets are made of what is kept by region.
  if (found.columns.length > 1) {
    for (const days of [period, against]) wantKept(db, shop.id, "by-region", days);
  }
  return {
    markets: found,
    channels: search.has("channels") ? await channels(db, shop, { period, asOf }) : null,
    changes: await readDemandChanges(db, shop, "region"),
    currency: shop.currency,
    time: { chosen, today, asOf: asOf.toISOString(), timeZone: shop.timeZone, historyFrom },
    version,
  };
}

export const meta: MetaFunction = () => [{ title: "Markets · Fourfold" }];

export default function MarketsRoute() {
  return usePage<typeof loader>(({ time, ...data }, locale) => (
    <Markets {...data} time={{ ...time, locale }} />
  ));
}
