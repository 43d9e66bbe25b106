import type { LoaderFunctionArgs } from "@remix-run/node";
import { openPage } from "../page.server.ts";
import { chosenPeriod } from "../scorecard/chosen-period.ts";
import { customersFile } from "../scorecard/customers-export.server.ts";
import { customerSorts } from "../scorecard/customers.server.ts";
import { fileKind, fileResponse } from "../scorecard/file-stream.server.ts";
import { readOrder } from "../scorecard/lists.ts";

/** `GET /app/customers/export` → the list of the address's period and order as a file, whole. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, today, search } = await openPage(request);
  const { period } = chosenPeriod(search, today);
  const { sort, direction } = readOrder(search, customerSorts);
  const kind = fileKind(search);
  return fileResponse(customersFile(db, shop, { period, sort, direction, kind }), {
    kind,
    name: `customers-${period.from}`,
  });
}
