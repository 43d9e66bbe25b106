// SQL that narrows the entries behind a KPI to one cause, and to one market. $1 shop; behind $8 the key of
// a split, then the market, those of them that are asked for.
import type { Split } from "../kpis/query.ts";
import type { Narrowed } from "./entries.ts";
import { marketSql, otherMarket } from "./markets.ts";

/** SQL of a line's item as splits by product name it, and of an order's own keys that are no columns of it. */
export type KeySql = Record<Exclude<Split, keyof typeof columns>, string>;

const columns = { channel: "o.channel", region: "o.region", "customer-kind": "o.customer_kind" };
const isColumn = (by: Split): by is keyof typeof columns => by in columns;

/** SQL over an order `o`: whether it belongs to the key $9. */
function belongs(by: Split, sql: KeySql): string {
  if (isColumn(by)) return `${columns[by]} = $9`;
  if (by !== "product") return `${sql[by]} = $9`;
  return `exists (select from order_line l
    where l.shop_id = $1 and l.order_id = o.id and l.merchandise and ${sql.product} = $9)`;
}

export type Narrowing = {
  /** Conditions over sales `o`, over refunds `r` of orders `o`, and over the order of an answer or step. */
  sale: string;
  refund: string;
  /** @param order SQL of the order's id */
  byOrder(order: string): string;
  has: { sales: boolean; refunds: boolean };
};

/** Money that went back to no line belongs to no product: it is under the key `unknown`. */
const refundOf = ({ product }: KeySql) => `exists (
  select from refund_line rl
  left join order_line l on l.shop_id = $1 and l.order_id = r.order_id and l.id = rl.line_id
  where rl.shop_id = $1 and rl.refund_id = r.id and coalesce(${product}, 'unknown') = $9)`;

/** The sales that an effect is about; of others all. */
const only: Readonly<Record<string, string>> = {
  discount: " and o.discounts <> 0",
  currency: " and o.presentment_currency <> o.currency",
};

export function narrowing(
  { by, part, effect, market = null }: Narrowed & { market?: string | null },
  sql: KeySql,
): Narrowing {
  const at = part === null ? "$9" : "$10";
  const inMarket = market === null ? "" : ` and ${marketSql("o.region")} = ${at}`;
  const own = (part === null ? "true" : belongs(by, sql)) + inMarket;
  const isAll = part === null && market === null;
  const ofUnknown = [
    ...(part === null ? [] : ["$9 = 'unknown'"]),
    ...(market === null ? [] : [`${at} = '${otherMarket}'`]),
  ].join(" and ");
  const isOff = only[effect ?? ""] ?? "";
  return {
    sale: `${own}${isOff}`,
    refund: part !== null && by === "product" ? refundOf(sql) + inMarket : own,
    byOrder: (order) =>
      isAll
        ? "true"
        : `coalesce((select ${own} from orders o where o.shop_id = $1 and o.id = ${order}),
            ${ofUnknown})`,
    has: {
      sales: effect !== "returns" && effect !== "return-cost",
      refunds: effect === null || effect === "returns" || effect === "return-cost",
    },
  };
}
