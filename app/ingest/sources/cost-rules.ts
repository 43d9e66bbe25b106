import { z } from "zod";
import { amountsOf, costKinds, gatewayOf, isCostKind, placesOf } from "../../ledger/cost-rule.ts";
import type { CostAmount, CostKind, CostRuleFact } from "../../ledger/cost-rule.ts";
import { dayIn, isDay } from "../../ledger/day.ts";
import { amountOrNull, needed, text } from "../files/cells.ts";
import { minorText } from "../files/minor.ts";
import { isCountry } from "./countries.ts";
import { defineSource, RowProblem } from "./source.ts";

/** The cell that holds each amount. */
const cellOf = {
  percent: "percent",
  perOrder: "per_order",
  perLine: "per_line",
  perUnit: "per_unit",
  perKg: "per_kg",
} as const satisfies Record<CostAmount, string>;
const amounts = Object.keys(cellOf) as CostAmount[];

/** Finer amounts would not be counted exactly (measures/sources/order-cost.ts). */
const digitsOf = (name: CostAmount) => (name === "percent" ? 4 : 6);

/** What the rule is for, in one writing. @throws RowProblem by `refuse` where a place is none */
function matchOf(
  cost: CostKind,
  given: string | null,
  refuse: (got: string) => RowProblem,
): string {
  if (given === null) return "";
  if (cost === "fee") return gatewayOf([given]) ?? "";
  const places = placesOf(given);
  const wrong = places.find((place) => {
    const [country = "", province, more] = place.split("-");
    return !isCountry(country) || province === "" || more !== undefined;
  });
  if (wrong !== undefined) throw refuse(wrong);
  return places.join(" ");
}

/**
 * What payment, shipping, packaging and returns cost. A row without a day holds from the day of the
 * import on, so that no old period changes unasked.
 */
export const costRules = defineSource({
  kind: "cost-rules",
  words: "one row per rule: what payment, shipping, packaging and returns cost, from a day on",
  columns: {
    rule: { names: ["rule"], required: true, words: costKinds.join(", ") },
    appliesTo: {
      names: ["applies_to"],
      words: "a payment gateway, or countries and provinces such as AT DE US-CA; empty: all others",
    },
    location: {
      names: ["location"],
      words: "where it is sold over the counter or sent from, by name or id; empty: anywhere",
    },
    validFrom: { names: ["valid_from"], words: "such as 2026-01-31; empty: the day of import" },
    percent: { names: ["percent"], words: "fee: of what the buyer was charged, 2.9 is 2.9%" },
    perOrder: { names: ["per_order"], words: "of each order; return: of each order sent back" },
    perLine: { names: ["per_line"], words: "shipping, packaging: of each line that is shipped" },
    perUnit: { names: ["per_unit"], words: "of each unit that is shipped or comes back" },
    perKg: { names: ["per_kg"], words: "shipping, packaging: of each kilogram" },
    currency: { names: ["currency"], words: "must be the shop's" },
  },
  head: z.object({}),
  row: z.object({
    rule: needed,
    appliesTo: text,
    location: text,
    validFrom: text,
    percent: amountOrNull,
    perOrder: amountOrNull,
    perLine: amountOrNull,
    perUnit: amountOrNull,
    perKg: amountOrNull,
    currency: text,
  }),
  toFacts(_head, rows, { shop, today, version, location }) {
    return rows.map(({ line, row }): CostRuleFact => {
      const refuse = (field: string, got: string, expected: string, todo: string) =>
        new RowProblem(line, `${field}: got ${got}, expected ${expected}; ${todo}`);
      const cost = row.rule.toLowerCase();
      if (!isCostKind(cost)) {
        throw refuse(
          "rule",
          `"${row.rule}"`,
          `one of ${costKinds.join(", ")}`,
          "write one of them",
        );
      }
      if (row.currency !== null && row.currency.toUpperCase() !== shop.currency) {
        const todo = "convert the amounts to the shop's currency";
        throw refuse("currency", `"${row.currency}"`, shop.currency, todo);
      }
      if (row.validFrom !== null && !isDay(row.validFrom)) {
        const todo = "write year, month and day";
        throw refuse("valid_from", `"${row.validFrom}"`, "a day such as 2026-01-31", todo);
      }
      const given = amounts.filter((name) => row[name] !== null);
      const foreign = given.find((name) => !amountsOf[cost].includes(name));
      if (foreign) {
        const expected = `only ${amountsOf[cost].map((name) => cellOf[name]).join(", ")} for ${cost}`;
        throw refuse(cellOf[foreign], `"${row[foreign]}"`, expected, "empty the cell");
      }
      if (given.length === 0) {
        const first = amountsOf[cost][0] ?? "perOrder";
        const todo = "write 0 where it costs nothing; leave the row out where you do not know";
        throw refuse(cellOf[first], "no amount", "at least one", todo);
      }
      const fine = given.find((name) => (row[name]?.split(".")[1]?.length ?? 0) > digitsOf(name));
      if (fine) {
        const expected = `at most ${digitsOf(fine)} digits after the point`;
        throw refuse(cellOf[fine], `"${row[fine]}"`, expected, "round it");
      }
      if (Number(row.percent ?? 0) > 100) {
        throw refuse("percent", `"${row.percent}"`, "at most 100", "write 2.9 for 2.9%");
      }
      const match = matchOf(cost, row.appliesTo, (place) =>
        refuse("applies_to", `"${place}"`, "ISO places such as DE or US-CA", "correct it"),
      );
      const here = row.location === null ? "" : location(row.location);
      if (here === null) {
        const expected = "the name or id of one location of the shop";
        throw refuse("location", `"${row.location}"`, expected, "write it as Shopify has it");
      }
      const minor = (name: CostAmount) => minorText(row[name] ?? "0", shop.currency);
      return {
        kind: "cost-rule",
        cost,
        match,
        location: here,
        validFrom: row.validFrom ?? dayIn(today, shop.timeZone),
        percent: row.percent ?? "0",
        perOrder: minor("perOrder"),
        perLine: minor("perLine"),
        perUnit: minor("perUnit"),
        perKg: minor("perKg"),
        toldAt: version({}).triggeredAt,
      };
    });
  },
});
