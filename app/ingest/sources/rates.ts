import { z } from "zod";
import { dayIn, isDay } from "../../ledger/day.ts";
import type { RateFact } from "../../ledger/marketing-facts.ts";
import { isDecimal } from "../../ledger/money.ts";
import { needed } from "../files/cells.ts";
import { defineSource, RowProblem } from "./source.ts";

/** Day rates: what a unit of another currency was worth in the shop's. */
export const rates = defineSource({
  kind: "rates",
  words: "one row per day and currency: what one unit of it was worth in the shop's currency",
  columns: {
    day: {
      names: ["day", "date"],
      required: true,
      words: "such as 2026-01-31; holds up to a week",
    },
    currency: { names: ["currency"], required: true, words: "a code such as USD" },
    rate: { names: ["rate"], required: true, words: "shop currency for one unit, such as 0.9213" },
  },
  head: z.object({}),
  row: z.object({ day: needed, currency: needed, rate: needed }),
  toFacts(_head, rows, { shop, today, version }) {
    return rows.map(({ line, row }): RateFact => {
      const refuse = (field: string, got: string, expected: string, todo: string) =>
        new RowProblem(line, `${field}: got "${got}", expected ${expected}; ${todo}`);
      const currency = row.currency.toUpperCase();
      if (!isDay(row.day)) {
        throw refuse("day", row.day, "a day such as 2026-01-31", "write year, month and day");
      }
      if (row.day > dayIn(today, shop.timeZone)) {
        throw refuse("day", row.day, "a day that is not ahead", "import it when it is over");
      }
      if (!/^[A-Z]{3}$/.test(currency) || currency === shop.currency) {
        throw refuse("currency", row.currency, `a code other than ${shop.currency}`, "correct it");
      }
      if (!isDecimal(row.rate) || Number(row.rate) <= 0) {
        const todo = `write ${shop.currency} for one ${currency}, without separators`;
        throw refuse("rate", row.rate, "a number above 0 such as 0.9213", todo);
      }
      const { triggeredAt } = version({});
      return { kind: "rate", currency, day: row.day, rate: row.rate, toldAt: triggeredAt };
    });
  },
});
