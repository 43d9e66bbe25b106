import type { LoaderFunctionArgs } from "@remix-run/node";
import { openPage } from "../page.server.ts";
import { chosenPeriod } from "../scorecard/chosen-period.ts";
import { fileKind, fileResponse } from "../scorecard/file-stream.server.ts";
import { readOrder } from "../scorecard/lists.ts";
import { productsFile } from "../scorecard/products-export.server.ts";
import { productSorts } from "../scorecard/products.server.ts";

/** `GET /app/products/export` → the list of the address's period, search and order as a file, whole. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, today, search } = await openPage(request);
  const { period } = chosenPeriod(search, today);
  const { sort, direction } = readOrder(search, productSorts);
  const kind = fileKind(search);
  const wish = { period, sort, direction, search: search.get("q") ?? "", kind };
  const name = `products-${period.from}`;
  return fileResponse(productsFile(db, shop, wish), { kind, name });
}
