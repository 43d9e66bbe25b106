import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { wantKept, wantRefresh } from "../jobs/refresh-snapshots.ts";
import { openPage } from "../page.server.ts";
import listStyles from "../panels/lists.css?url";
import marketingStyles from "../panels/marketing.css?url";
import { Marketing } from "../panels/marketing.tsx";
import { usePage } from "../panels/use-page.ts";
import { chosenPeriod } from "../scorecard/chosen-period.ts";
import { marketing } from "../scorecard/marketing.server.ts";
import { touchRules } from "../scorecard/marketing.ts";

export const links = () =>
  [listStyles, marketingStyles].map((href) => ({ rel: "stylesheet", href }));

/** `?rule=` last or first: the touch that an order belongs to. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, asOf, today, version, search } = await openPage(request);
  const chosen = chosenPeriod(search, today);
  const { unkept, staleSince, ...shown } = await marketing(db, shop, {
    period: chosen.period,
    against: chosen.against,
    rule: touchRules.find((rule) => rule === search.get("rule")) ?? "last",
    asOf,
    mayBeStale: true,
  });
  if (staleSince) wantRefresh(db, shop.id, staleSince);
  if (unkept) {
    wantKept(db, shop.id, "marketing", unkept);
    wantKept(db, shop.id, "marketing", chosen.against);
  }
  return {
    marketing: shown,
    currency: shop.currency,
    time: { chosen, today, asOf: asOf.toISOString(), timeZone: shop.timeZone, historyFrom: null },
    version,
  };
}

export const meta: MetaFunction = () => [{ title: "Marketing · Fourfold" }];

export default function MarketingRoute() {
  return usePage<typeof loader>(({ time, ...data }, locale) => (
    <Marketing {...data} time={{ ...time, locale }} />
  ));
}
