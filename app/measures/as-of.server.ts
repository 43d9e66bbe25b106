import { addDays, daysBetween, type Day } from "../ledger/day.ts";
import type { Period } from "../ledger/period.ts";
import { sumsSql } from "./compile.ts";
import type { Dimension, Measure } from "./measure.ts";

/** Every day of a period. */
export function daysOf(period: Period): Day[] {
  return Array.from({ length: Math.max(0, daysBetween(period.from, period.to)) }, (_, at) =>
    addDays(period.from, at),
  );
}

/** The instant of the shop's last recompute: stored rows hold the promises due by then. */
const tick = "(select coalesce(due_tick_at, '-infinity') from shop where id = $1)";

/** Of orders that fell due since, or will have until then. */
const fellDue = (asOf: string) => `due_at > (select least(${asOf}::timestamptz, ${tick}))
      and due_at <= (select greatest(${asOf}::timestamptz, ${tick}))`;

/**
 * SQL of a text: the same text, the same answer of `movedSql`, which is nothing where it is empty. Facts that
 * wait to be counted are told by their marks, those that were counted by their days'. Parameters: $1 shop.
 * @param asOf placeholder of the instant
 */
export const dueSql = (asOf: string) => `(
  select coalesce(string_agg(o.id || ' ' || coalesce(c.mark, 0), ' ' order by o.id) || ' '
    || (${tick} <= ${asOf}::timestamptz) || ' '
    || (select count(*) || ' ' || coalesce(sum(mark), 0) from dirty_day where shop_id = $1), '')
  from orders o left join counted_day c on c.shop_id = $1 and c.day = o.sale_day
  where o.shop_id = $1 and ${fellDue(asOf)})`;

/**
 * What stored rows lack at another instant than that of the last recompute: orders that fell due in
 * between, as cells like those of `sumsSql`, negative where the instant lies before. Read in one
 * statement with the stored rows it is exact whatever is recomputed meanwhile, for an order that is
 * not due counts in no such measure (`Source.asOf`).
 * Parameters: $1 shop, $3 timestamptz 'infinity', because here every order is one that fell due.
 * @param moving measures of which `source.asOf` is true, at least one, all of one scan
 * @param days SQL condition on an order's sale day
 * @param asOf placeholder of the instant
 */
export function movedSql(
  moving: readonly Measure[],
  {
    dimension,
    days,
    asOf,
  }: { dimension: Dimension; days: (column: string) => string; asOf: string },
): string {
  const [{ source }] = moving as [Measure];
  // By their ids: among all orders of the days the planner would look for them one by one.
  const between = `o.id = any(array(select id from orders
    where shop_id = $1 and ${fellDue(asOf)}))`;
  // Promises are counted on the sale day: no refund day is looked for.
  const rows = source.scan.rows((column) =>
    column.endsWith("sale_day") ? `${days(column)} and ${between}` : "false",
  );
  return `
select measure, dimension, key, day, bucket,
  case when ${tick} <= ${asOf}::timestamptz then value else -value end as value
from (with moved as (${rows}) ${sumsSql("moved", moving, [dimension])}) cells`;
}
