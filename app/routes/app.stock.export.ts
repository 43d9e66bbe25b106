import type { LoaderFunctionArgs } from "@remix-run/node";
import { stockStatuses } from "../analysis/forecast/policy.ts";
import { openPage } from "../page.server.ts";
import { fileKind, fileResponse } from "../scorecard/file-stream.server.ts";
import { readOrder } from "../scorecard/lists.ts";
import { stockFile } from "../scorecard/stock-export.server.ts";
import { stockSorts } from "../scorecard/stock.ts";

/** `GET /app/stock/export` → the list as chosen; `?reorder=1`: what is to be ordered now. Whole. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, today, search } = await openPage(request);
  const { sort, direction } = readOrder(search, stockSorts);
  const status = stockStatuses.find((each) => each === search.get("status")) ?? null;
  const isReorder = search.get("reorder") === "1";
  const kind = fileKind(search);
  const wish = { sort, direction, status, search: search.get("q") ?? "", isReorder, kind };
  const name = `${isReorder ? "reorder" : "stock"}-${today}`;
  return fileResponse(stockFile(db, shop, wish), { kind, name });
}
