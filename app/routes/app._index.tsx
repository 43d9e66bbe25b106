import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useRouteLoaderData } from "@remix-run/react";
import { dayIn } from "../ledger/day.ts";
import { previousPeriod } from "../ledger/period.ts";
import { ensureShop } from "../install.server.ts";
import { Home } from "../panels/home.tsx";
import { runtime } from "../runtime.server.ts";
import { chosenPeriod, periodChoices } from "../scorecard/chosen-period.ts";
import { scorecard } from "../scorecard/scorecard.server.ts";
import { authenticate } from "../shopify.server.ts";
import { versions } from "../version.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin } = await authenticate.admin(request);
  const { db } = runtime();
  const shop = await ensureShop(db, session.shop, (query) => admin.graphql(query));
  const asOf = new Date();
  const today = dayIn(asOf, shop.timeZone);
  const chosen = chosenPeriod(new URL(request.url).searchParams, today);
  // Read before the numbers: a change while they are read shows up at the next wait.
  const version = await versions().read(shop.id);
  const card = await scorecard(db, shop, {
    period: chosen.period,
    against: previousPeriod(chosen.period),
    asOf,
  });
  return { card, days: chosen.days, choices: periodChoices, today, version: version.toString() };
}

export const meta: MetaFunction = () => [{ title: "Scorecard · Fourfold" }];

export default function Index() {
  const data = useLoaderData<typeof loader>();
  const root = useRouteLoaderData<{ locale: string }>("root");
  return <Home {...data} locale={root?.locale ?? "en"} />;
}
