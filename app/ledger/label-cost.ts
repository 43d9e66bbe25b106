import type { Day } from "./day.ts";

/**
 * What the carrier billed for one label, told in place of what a rule of shipping says. Below 0 it is a
 * credit. The order it names may come later.
 */
export type LabelCostFact = {
  kind: "label-cost";
  /** The order's id, or its name without the leading #. */
  orderRef: string;
  /** Which label of that order: day, carrier, tracking number, charge or credit, place among equals. */
  label: string;
  day: Day;
  carrier: string | null;
  tracking: string | null;
  /** Decimal text, minor units of the shop's currency. */
  amount: string;
  toldAt: Date;
};

/** The order that a label `l` is of: the one with that id, else the first with that name. $1 is the shop. */
export const orderOfLabel = `coalesce(
  (select o.id from orders o where o.shop_id = $1 and o.id = l.order_ref limit 1),
  (select o.id from orders o where o.shop_id = $1
    and o.name = any(array[l.order_ref, '#' || l.order_ref]) order by o.id limit 1))`;
