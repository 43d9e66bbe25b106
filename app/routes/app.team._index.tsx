import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { openPage } from "../page.server.ts";
import listStyles from "../panels/lists.css?url";
import teamStyles from "../panels/team.css?url";
import { Team } from "../panels/team.tsx";
import { usePage } from "../panels/use-page.ts";
import { chosenPeriod } from "../scorecard/chosen-period.ts";
import { team } from "../scorecard/team.server.ts";

export const links = () => [listStyles, teamStyles].map((href) => ({ rel: "stylesheet", href }));

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, asOf, today, version, search } = await openPage(request);
  const chosen = chosenPeriod(search, today);
  const { period, against } = chosen;
  return {
    team: await team(db, shop, { period, against, asOf }),
    currency: shop.currency,
    time: { chosen, today, asOf: asOf.toISOString(), timeZone: shop.timeZone, historyFrom: null },
    version,
  };
}

export const meta: MetaFunction = () => [{ title: "Team · Fourfold" }];

export default function TeamRoute() {
  return usePage<typeof loader>(({ time, ...data }, locale) => (
    <Team {...data} time={{ ...time, locale }} />
  ));
}
