import type { LoaderFunctionArgs } from "@remix-run/node";
import { openPage } from "../page.server.ts";
import { chosenPeriod } from "../scorecard/chosen-period.ts";
import { customersCsv } from "../scorecard/customers-export.server.ts";
import { customerSorts } from "../scorecard/customers.server.ts";
import { readOrder } from "../scorecard/lists.ts";

/** `GET /app/customers/export` → the list of the address's period and order as CSV, whole. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, today, search } = await openPage(request);
  const { period } = chosenPeriod(search, today);
  const { sort, direction } = readOrder(search, customerSorts);
  return new Response(customersCsv(db, shop, { period, sort, direction }), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="customers-${period.from}.csv"`,
      "Cache-Control": "no-store",
    },
  });
}
