import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { openPage } from "../page.server.ts";
import listStyles from "../panels/lists.css?url";
import stockStyles from "../panels/stock.css?url";
import { StockOne } from "../panels/stock-one.tsx";
import { usePage } from "../panels/use-page.ts";
import { stockItem } from "../scorecard/stock-item.server.ts";

export const links = () => [listStyles, stockStyles].map((href) => ({ rel: "stylesheet", href }));
export const meta: MetaFunction = () => [{ title: "Stock · Fourfold" }];

/** 404 for what is kept nowhere. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, shop, version } = await openPage(request);
  const item = await stockItem(db, shop, params["id"] ?? "");
  if (!item) throw new Response("missing", { status: 404 });
  return { item, currency: shop.currency, version };
}

export default function StockItemRoute() {
  return usePage<typeof loader>((data, locale) => <StockOne {...data} locale={locale} />);
}
