import { z } from "zod";
import type { StockRuleFact } from "../../ledger/facts.ts";
import { count, text } from "../files/cells.ts";
import { defineSource, RowProblem } from "./source.ts";

/** A year: longer times are mistyped. */
export const mostLeadDays = 365;

/** How long suppliers take, by vendor or by SKU. The SKU's own time comes before its vendor's. */
export const leadTimes = defineSource({
  kind: "lead-times",
  words:
    "days from an order to the shelf: one row per vendor or SKU, one without both for all others",
  columns: {
    vendor: { names: ["vendor"], words: "as Shopify names it on the product" },
    sku: { names: ["sku", "Variant SKU"], words: "the item's SKU; comes before its vendor" },
    days: { names: ["lead_days", "lead time", "days"], required: true, words: "whole days" },
  },
  head: z.object({}),
  row: z.object({ vendor: text, sku: text, days: count }),
  toFacts(_head, rows, { version }) {
    return rows.map(({ line, row: { vendor, sku, days } }): StockRuleFact => {
      if (days < 1 || days > mostLeadDays) {
        const got = `days: got ${days}, expected 1 to ${mostLeadDays}`;
        throw new RowProblem(line, `${got}; write whole days from the order to the shelf`);
      }
      const rule = sku !== null ? "lead-sku" : vendor !== null ? "lead-vendor" : "lead-shop";
      const name = sku ?? vendor ?? "";
      return { kind: "stock-rule", rule, name, days, toldAt: version({}).triggeredAt };
    });
  },
});
