import { z } from "zod";
import type { CostFact } from "../../ledger/facts.ts";
import { amountOrNull, at, text, timeOrNull } from "../files/cells.ts";
import { minorText } from "../files/minor.ts";
import { defineSource, RowProblem } from "./source.ts";

/**
 * Unit costs. An undated cost holds from the day of the import on: earlier sales take it as the
 * earliest known one, with lower coverage, and a later file does not rewrite old margins.
 */
export const costs = defineSource({
  kind: "costs",
  words: "one row per item and date; also Shopify's product or inventory export",
  columns: {
    sku: { names: ["sku", "Variant SKU"], required: true, words: "the item's SKU" },
    cost: {
      names: ["cost", "Cost per item", "Unit cost", "unit_cost"],
      required: true,
      words: "cost of one unit, without tax; empty is unknown",
    },
    validFrom: {
      names: ["valid_from"],
      words: "from when it holds; empty: from the day of import",
    },
    currency: { names: ["currency"], words: "must be the shop's" },
  },
  head: z.object({}),
  row: z.object({ sku: text, cost: amountOrNull, validFrom: timeOrNull, currency: text }),
  toFacts(_head, rows, { shop, today }) {
    return rows.flatMap(({ line, row }): CostFact[] => {
      if (row.currency !== null && row.currency.toUpperCase() !== shop.currency) {
        const got = `currency: got "${row.currency}", expected ${shop.currency}`;
        throw new RowProblem(line, `${got}; convert the cost to the shop's currency`);
      }
      if (row.cost === null) return [];
      if (row.sku === null) {
        throw new RowProblem(line, "sku: got an empty cell, expected the item's SKU; fill it in");
      }
      const validFrom = row.validFrom === null ? today : at(row.validFrom, shop.timeZone);
      const amount = minorText(row.cost, shop.currency);
      return [{ kind: "cost", item: `sku:${row.sku}`, validFrom, amount }];
    });
  },
});
