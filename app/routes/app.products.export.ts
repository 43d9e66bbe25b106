import type { LoaderFunctionArgs } from "@remix-run/node";
import { openPage } from "../page.server.ts";
import { chosenPeriod } from "../scorecard/chosen-period.ts";
import { readOrder } from "../scorecard/lists.ts";
import { productsCsv } from "../scorecard/products-export.server.ts";
import { productSorts } from "../scorecard/products.server.ts";

/** `GET /app/products/export` → the list of the address's period, search and order as CSV, whole. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, today, search } = await openPage(request);
  const { period } = chosenPeriod(search, today);
  const { sort, direction } = readOrder(search, productSorts);
  const wish = { period, sort, direction, search: search.get("q") ?? "" };
  return new Response(productsCsv(db, shop, wish), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="products-${period.from}.csv"`,
      "Cache-Control": "no-store",
    },
  });
}
