import type { LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { answer, openApi, refusal } from "../api.server.ts";
import {
  defaultLimit,
  greatestLimit,
  recommendForCustomer,
  recommendForProduct,
} from "../scorecard/recommend.server.ts";

/** As Shopify's API writes ids. */
const named = z
  .string()
  .trim()
  .min(1)
  .max(320)
  .transform((text) => text.replace(/^gid:\/\/shopify\/(Customer|Product)\//, ""));

const Search = z
  .strictObject({
    customer: named.optional(),
    product: named.optional(),
    limit: z.coerce.number().int().min(1).max(greatestLimit).default(defaultLimit),
  })
  .refine(({ customer, product }) => (customer === undefined) !== (product === undefined));

/**
 * `GET /api/v1/recommendations?customer=ID|EMAIL` or `?product=ID|SKU`, `&limit=` up to 50 → the same
 * JSON as `fourfold recommend`.
 */
export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, search } = await openApi(request, "recommendations");
  const asked = Search.safeParse(Object.fromEntries(search));
  if (!asked.success) {
    const expected = `customer=ID|EMAIL or product=ID|SKU, and limit from 1 to ${greatestLimit}`;
    throw refusal(400, `?${[...search.keys()].join("&")}`, expected);
  }
  const { customer, product, limit } = asked.data;
  const list =
    customer !== undefined
      ? await recommendForCustomer(db, shop, { named: customer, limit })
      : await recommendForProduct(db, shop, { named: product ?? "", limit });
  if (list) return answer(list);
  const got = customer !== undefined ? "an unknown customer" : "an unknown product";
  throw refusal(404, got, "an id that the shop knows");
}
