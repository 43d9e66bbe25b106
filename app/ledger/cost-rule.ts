// What payment, shipping, packaging and returns cost: rules from a day on.
//
// rule    which cost, what it applies to, from which day, and its amounts, which are added
// match   a payment gateway, or ISO places ("AT DE", "US-CA"); empty: everything that no other rule names
// location  where it was sold over the counter, else where the first parcel left
// fits    the rule that names the order most exactly (its location, then province, country, everything
//         else), and of these the one that began last. Where nothing fits the cost is unknown; a rule of 0
//         costs nothing.

import type { Day } from "./day.ts";
import { remembered } from "./remembered.ts";

export const costKinds = ["fee", "shipping", "packaging", "return"] as const;
export type CostKind = (typeof costKinds)[number];
export const isCostKind = (word: string): word is CostKind =>
  (costKinds as readonly string[]).includes(word);

export const costAmounts = ["percent", "perOrder", "perLine", "perUnit", "perKg"] as const;
export type CostAmount = (typeof costAmounts)[number];

/** Which amounts a kind of cost can have. */
export const amountsOf: Readonly<Record<CostKind, readonly CostAmount[]>> = {
  fee: ["percent", "perOrder"],
  shipping: ["perOrder", "perLine", "perUnit", "perKg"],
  packaging: ["perOrder", "perLine", "perUnit", "perKg"],
  return: ["perOrder", "perUnit"],
};

/**
 * Decimal text. percent: of what the buyer was charged, 2.9 is 2.9 %. The others: minor units of the
 * shop's currency, perhaps with a fraction; line and unit are those that are shipped, or came back.
 */
export type CostRule = {
  cost: CostKind;
  match: string;
  /** Its id; empty: any, and an order of which none is known. */
  location: string;
  validFrom: Day;
} & Record<CostAmount, string>;

/** `isGone`: the rule is taken back, as if it had never been told. Default false. */
export type CostRuleFact = CostRule & { kind: "cost-rule"; toldAt: Date; isGone?: boolean };

/**
 * Gateways in one writing, whichever door tells them: "Shopify Payments" of a file and
 * "shopify_payments" of the API are one. Of several the order does not matter. Null where none is told.
 */
export function gatewayOf(names: readonly string[]): string | null {
  const [first = ""] = names;
  return names.length === 1 ? oneGateway(first) : gatewaysOf(names);
}

const oneGateway = remembered((name) => gatewaysOf([name]));

function gatewaysOf(names: readonly string[]): string | null {
  const plain = names
    .flatMap((name) => name.split(" + "))
    .map((name) =>
      name
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/g, "_"),
    )
    .filter((name) => name !== "");
  return plain.length === 0 ? null : [...new Set(plain)].sort().join(" + ");
}

/** Places in one writing: upper case, each once, in order. */
export function placesOf(text: string): string[] {
  const places = text
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter((place) => place !== "");
  return [...new Set(places)].sort();
}
