import type { LoaderFunctionArgs } from "@remix-run/node";
import { packagePage } from "../ingest/data-package.ts";
import { readDataPackages } from "../ingest/privacy.server.ts";
import { openPage } from "../page.server.ts";

/**
 * `GET /app/data/requests/<id>` → all that is held about the person of a data request, to hand on: a page
 * to read, or with `?format=json` JSON. 404 for a request the shop does not have.
 */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, shop, search } = await openPage(request);
  const [found] = await readDataPackages(db, shop.id, params["id"] ?? "");
  if (!found) throw new Response("missing", { status: 404 });
  const isJson = search.get("format") === "json";
  const body = isJson ? `${JSON.stringify(found.held, null, 2)}\n` : packagePage(found.held);
  return new Response(body, {
    headers: {
      "Content-Type": `${isJson ? "application/json" : "text/html"}; charset=utf-8`,
      "Content-Disposition": `attachment; filename="data-request.${isJson ? "json" : "html"}"`,
      "Cache-Control": "no-store",
    },
  });
}
