import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useRouteLoaderData } from "@remix-run/react";
import { openPage } from "../page.server.ts";
import { Home } from "../panels/home.tsx";
import setupStyles from "../panels/setup.css?url";
import { chosenPeriod } from "../scorecard/chosen-period.ts";
import { scorecard } from "../scorecard/scorecard.server.ts";
import { readSetup } from "../scorecard/setup.server.ts";
import { sparks } from "../scorecard/trend.server.ts";

export const links = () => [{ rel: "stylesheet", href: setupStyles }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, asOf, today, version, search } = await openPage(request);
  const chosen = chosenPeriod(search, today);
  const { period, against } = chosen;
  const card = await scorecard(db, shop, { period, against, asOf });
  const small = await sparks(db, shop, { ids: card.headline, period, asOf });
  return {
    card,
    setup: await readSetup(db, shop),
    sparks: small.sparks,
    time: {
      chosen,
      today,
      asOf: asOf.toISOString(),
      timeZone: shop.timeZone,
      historyFrom: small.historyFrom,
    },
    version,
  };
}

export const meta: MetaFunction = () => [{ title: "Scorecard · Fourfold" }];

export default function Index() {
  const { time, ...data } = useLoaderData<typeof loader>();
  const locale = useRouteLoaderData<{ locale: string }>("root")?.locale ?? "en";
  return <Home {...data} time={{ ...time, locale }} />;
}
