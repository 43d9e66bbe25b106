import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { openPage } from "../page.server.ts";
import listStyles from "../panels/lists.css?url";
import stockStyles from "../panels/stock.css?url";
import { Stock } from "../panels/stock.tsx";
import { usePage } from "../panels/use-page.ts";
import { stockStatuses } from "../analysis/forecast/policy.ts";
import { readDemandChanges } from "../scorecard/demand-changes.server.ts";
import { readViews } from "../scorecard/list-views.server.ts";
import { pageSize, readOrder } from "../scorecard/lists.ts";
import { stockPage } from "../scorecard/stock.server.ts";
import { stockSorts } from "../scorecard/stock.ts";

export const links = () => [listStyles, stockStyles].map((href) => ({ rel: "stylesheet", href }));

/** `?status=` one of five, `?q=` beginning of a title, SKU or place, `?sort=`, `?dir=up`, `?after=`. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, asOf, version, search } = await openPage(request);
  const { sort, direction, after } = readOrder(search, stockSorts);
  const status = stockStatuses.find((each) => each === search.get("status")) ?? null;
  const text = search.get("q") ?? "";
  return {
    stock: await stockPage(db, shop, { sort, direction, after, status, search: text }),
    views: await readViews(db, shop, { list: "stock", search }),
    changes: await readDemandChanges(db, shop, "variant"),
    order: { sort, direction },
    ...{ status, text, size: pageSize, currency: shop.currency, version },
    ...{ asOf: asOf.toISOString(), timeZone: shop.timeZone },
  };
}

export const meta: MetaFunction = () => [{ title: "Stock · Fourfold" }];

export default function StockRoute() {
  return usePage<typeof loader>((data, locale) => <Stock {...data} locale={locale} />);
}
