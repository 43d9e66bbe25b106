import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { z } from "zod";
import { inShop } from "../db.server.ts";
import { addDays } from "../ledger/day.ts";
import { openPage } from "../page.server.ts";
import listStyles from "../panels/lists.css?url";
import { RecommendProduct, type RuleAnswer } from "../panels/recommend-product.tsx";
import { usePage } from "../panels/use-page.ts";
import { backInStock } from "../scorecard/back-in-stock.server.ts";
import { productMargin } from "../scorecard/margins.server.ts";
import { changeRule, productRules } from "../scorecard/recommend-rules.server.ts";
import { recommendForProduct } from "../scorecard/recommend.server.ts";

export const links = () => [{ rel: "stylesheet", href: listStyles }];
export const meta: MetaFunction = () => [{ title: "Product · Fourfold" }];

/** Of so many days the page says what the product left. */
const marginDays = 90;

/** 404 for a product the shop never had. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, shop, today, version } = await openPage(request);
  const list = await recommendForProduct(db, shop, { named: params["id"] ?? "" });
  if (!list || !("product" in list.for)) throw new Response("missing", { status: 404 });
  const { product, title } = list.for;
  const from = addDays(today, 1 - marginDays);
  const margin = await inShop(db, shop.id, (client) =>
    productMargin(client, shop, { product, from, to: addDays(today, 1) }),
  );
  const rules = await productRules(db, shop, product);
  const soldOut = await backInStock(db, shop, product);
  const days = { days: marginDays, first: from, last: today };
  return { title, list, rules, soldOut, margin, days, today, currency: shop.currency, version };
}

const Form = z.object({
  named: z.string().trim().min(1).max(320),
  rule: z.enum(["pin", "ban", "none"]),
  where: z.enum(["here", "everywhere"]),
});

/** Pins, bans, or takes either away; `saved` is false for a product the shop does not know. */
export async function action({ request, params }: ActionFunctionArgs): Promise<RuleAnswer> {
  const { db, shop } = await openPage(request.clone() as Request);
  const form = Form.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) throw new Response("got no rule, expected one of this page", { status: 400 });
  const list = await recommendForProduct(db, shop, { named: params["id"] ?? "", limit: 1 });
  if (!list || !("product" in list.for)) throw new Response("missing", { status: 404 });
  const { named, rule, where } = form.data;
  const saved = await changeRule(db, shop, {
    list: list.for.product,
    isEverywhere: where === "everywhere",
    named,
    rule: rule === "none" ? null : rule,
  });
  return { saved };
}

export default function ProductRoute() {
  return usePage<typeof loader>(({ margin, days, today, currency, ...data }, locale) => {
    const where = { locale, currency };
    return (
      <RecommendProduct
        {...data}
        when={{ today, locale }}
        margin={margin && { of: margin, ...days, where }}
      />
    );
  });
}
