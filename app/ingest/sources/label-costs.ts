import { z } from "zod";
import { isDay } from "../../ledger/day.ts";
import { labelKey, parcelKeyOf, type LabelCostFact } from "../../ledger/label-cost.ts";
import { exponent } from "../../ledger/money.ts";
import { needed, signedAmount, text } from "../files/cells.ts";
import { minorText } from "../files/minor.ts";
import { orderRef } from "./fulfillments.ts";
import { defineSource, RowProblem } from "./source.ts";

/** Of a label in major units; what is dearer is a mistake. */
const mostDigits = 7;

/**
 * What carriers billed for labels. A label is its order, day, carrier, tracking number and its place
 * among equals; told again with another amount it is corrected. A credit is a row of its own.
 */
export const labelCosts = defineSource({
  kind: "label-costs",
  words: "one row per label that a carrier billed: counted in place of the rule of shipping",
  columns: {
    day: { names: ["day", "label_day"], required: true, words: "when it was billed" },
    order: {
      // A file may name parcels alone: then this is the same column as `tracking`.
      names: ["order", "tracking_number"],
      required: true,
      words: "the order's Id or its Name, with or without #; empty: the order of the parcel",
    },
    amount: {
      names: ["amount", "label_cost"],
      required: true,
      words: "what the label cost, without tax; below 0 is a credit",
    },
    carrier: { names: ["carrier"], words: "who billed it" },
    tracking: {
      names: ["tracking_number"],
      words: "finds the parcel of a row without an order, and tells labels of one day apart",
    },
    currency: { names: ["currency"], words: "must be the shop's" },
  },
  placeBy: "order",
  head: z.object({}),
  row: z.object({
    day: needed,
    order: text,
    amount: signedAmount,
    carrier: text,
    tracking: text,
    currency: text,
  }),
  toFacts(_head, rows, { shop, place, version }) {
    return rows.map(({ line, row }): LabelCostFact => {
      const refuse = (field: string, got: string, expected: string, todo: string) =>
        new RowProblem(line, `${field}: got "${got}", expected ${expected}; ${todo}`);
      if (!isDay(row.day)) {
        throw refuse("day", row.day, "a day such as 2026-01-31", "write year, month and day");
      }
      if (row.currency !== null && row.currency.toUpperCase() !== shop.currency) {
        const todo = "convert the amounts to the shop's currency";
        throw refuse("currency", row.currency, shop.currency, todo);
      }
      const [whole = "", part = ""] = row.amount.replace(/^[+-]?0*/, "").split(".");
      const digits = exponent(shop.currency);
      if (whole.length > mostDigits) {
        const expected = `at most ${mostDigits} digits before the point`;
        throw refuse("amount", row.amount, expected, "write the cost of one label");
      }
      if (part.replace(/(?<!0)0+$/, "").length > digits) {
        const expected = `at most ${digits} digits after the point`;
        throw refuse("amount", row.amount, expected, "round it");
      }
      if (row.order === null && row.tracking === null) {
        throw new RowProblem(line, "order: got an empty cell, expected a text; fill the cell in");
      }
      const ref = row.order === row.tracking ? "" : orderRef(row.order ?? "", line);
      const sign = row.amount.startsWith("-") ? "credit" : "charge";
      const told = { day: row.day, carrier: row.carrier, tracking: row.tracking };
      return {
        kind: "label-cost",
        orderRef: ref,
        label: labelKey(told, sign, (key) => place(row.order ?? "", `${ref} ${key}`)),
        ...told,
        ...parcelKeyOf(row.tracking),
        amount: minorText(row.amount, shop.currency),
        toldAt: version({}).triggeredAt,
      };
    });
  },
});
