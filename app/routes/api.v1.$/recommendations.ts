import { z } from "zod";
import { refusal } from "../../api.server.ts";
import { recommendForCustomer } from "../../scorecard/recommend-customer.server.ts";
import {
  defaultLimit,
  greatestLimit,
  recommendForProduct,
} from "../../scorecard/recommend.server.ts";
import { endpoint } from "./endpoint.ts";

const asked = z.string().trim().min(1).max(320).optional();
/** As Shopify's API writes ids. */
const plain = (text: string) => text.replace(/^gid:\/\/shopify\/(Customer|Product)\//, "");

export const recommendationsEndpoint = endpoint({
  path: "recommendations",
  scope: "recommendations",
  words: "What to show beside a product or to a customer, as `fourfold recommend`",
  query: z.strictObject({
    customer: asked.describe("ID or e-mail; this or `product`"),
    product: asked.describe("ID or SKU; this or `customer`"),
    limit: z.coerce.number().int().min(1).max(greatestLimit).default(defaultLimit),
  }),
  answer: z.object({
    for: z.union([
      z.object({ customer: z.string() }),
      z.object({ product: z.string(), title: z.string() }),
    ]),
    model: z.string(),
    items: z.array(
      z.object({
        product: z.string(),
        sku: z.string().nullable(),
        title: z.string(),
        score: z.number(),
        reason: z.string(),
        evidence: z
          .record(z.string(), z.unknown())
          .describe("Orders or customers that say so, and of how many"),
      }),
    ),
    leftOut: z.record(z.string(), z.number()),
    needs: z.string().nullable(),
  }),
  async run({ db, shop, now }, { customer, product, limit }) {
    if ((customer === undefined) === (product === undefined)) {
      throw refusal(400, "neither or both", "customer=ID|EMAIL or product=ID|SKU");
    }
    const list =
      customer !== undefined
        ? await recommendForCustomer(db, shop, { named: plain(customer), now, limit })
        : await recommendForProduct(db, shop, { named: plain(product ?? ""), limit });
    if (list) return list;
    const got = customer !== undefined ? "an unknown customer" : "an unknown product";
    throw refusal(404, got, "an id that the shop knows");
  },
  table: ({ model, items }) => ({
    heading: ["product", "sku", "title", "score", "reason", "model"],
    rows: items.map((item) => [
      ...[item.product, item.sku, item.title, item.score, item.reason, model],
    ]),
  }),
});
