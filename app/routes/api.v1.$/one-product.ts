import { z } from "zod";
import { refusal } from "../../api.server.ts";
import { inShop } from "../../db.server.ts";
import { productMargin } from "../../scorecard/margins.server.ts";
import { recommendForProduct } from "../../scorecard/recommend.server.ts";
import { daysAsked, endpoint, readDays } from "./endpoint.ts";
import { margin } from "./shapes.ts";

export const oneProductEndpoint = endpoint({
  path: "product",
  scope: "numbers",
  words: "What one product left of its sales in a period: CM1, CM2 and CM3",
  query: z.strictObject({
    id: z.string().trim().min(1).max(320).describe("ID or SKU"),
    from: daysAsked.from,
    to: daysAsked.to,
  }),
  answer: z.object({
    product: z.string(),
    title: z.string(),
    margin: margin.nullable().describe("Null where none was sold"),
  }),
  async run({ db, shop, now }, { id, ...days }) {
    const { period } = readDays(days, now);
    const list = await recommendForProduct(db, shop, { named: id, limit: 1 });
    if (!list || !("product" in list.for)) {
      throw refusal(404, "an unknown product", "an id or SKU that the shop knows");
    }
    const { product, title } = list.for;
    const left = await inShop(db, shop.id, (client) =>
      productMargin(client, shop, { product, ...period }),
    );
    return { product, title, margin: left };
  },
  table: ({ product, margin: left }) => ({
    heading: ["product", "step", "amount"],
    rows: left
      ? [
          ...Object.entries(left.beside).map(([step, amount]) => [product, step, amount]),
          [product, left.version === 1 ? "cm1" : "cm2", left.value],
        ]
      : [],
  }),
});
