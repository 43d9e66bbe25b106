import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { openPage } from "../page.server.ts";
import listStyles from "../panels/lists.css?url";
import { OpenOrders } from "../panels/open-orders.tsx";
import { usePage } from "../panels/use-page.ts";
import stockStyles from "../panels/stock.css?url";
import { readViews } from "../scorecard/list-views.server.ts";
import { pageSize, readPlace } from "../scorecard/lists.ts";
import { openOrders } from "../scorecard/open-orders.server.ts";
import { ageClasses, lookBackDays, sendStates } from "../scorecard/open-orders.ts";

export const links = () => [listStyles, stockStyles].map((href) => ({ rel: "stylesheet", href }));

/**
 * `?age=` one of five classes, `?state=` one of three, `?location=` and `?carrier=` as the sums name them,
 * `?after=` the order a page begins after.
 */
export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, asOf, version, search } = await openPage(request);
  const filter = {
    age: ageClasses.find((each) => each === search.get("age")) ?? null,
    state: sendStates.find((each) => each === search.get("state")) ?? null,
    location: search.get("location") || null,
    carrier: search.get("carrier") || null,
  };
  const wish = { ...filter, after: readPlace(search.get("after")), size: pageSize, asOf };
  return {
    orders: await openOrders(db, shop, wish),
    views: await readViews(db, shop, { list: "open-orders", search }),
    ...{ filter, size: pageSize, days: lookBackDays, currency: shop.currency, version },
    ...{ asOf: asOf.toISOString(), timeZone: shop.timeZone },
    store: shop.domain.split(".")[0] ?? "",
  };
}

export const meta: MetaFunction = () => [{ title: "Open orders · Fourfold" }];

export default function OpenOrdersRoute() {
  return usePage<typeof loader>((data, locale) => <OpenOrders {...data} locale={locale} />);
}
