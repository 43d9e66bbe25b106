// The pieces that webhook bodies are made of. Shopify leaves scalars null freely, so only what a
// fact cannot do without is required; everything else reads as null.
import { z } from "zod";
import { isDecimal } from "../../ledger/money.ts";
import type { Heard } from "../counting/order-input.ts";
import { gidDigits } from "../exact-json.ts";
import type { DeliveryMeta } from "./topic.ts";

/** Digits as text, from a number, from text (integers beyond 2^53 come so) or from a gid. */
export const id = z
  .union([z.number().int().nonnegative(), z.string().regex(/^\d+$|^gid:\/\/shopify\/\w+\/\d+/)])
  .transform((value) => gidDigits(value) ?? String(value));

export const optionalId = id.nullish().transform((value) => value ?? null);

export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

/** A decimal as text; Shopify writes some amounts as numbers. */
export const decimal = z
  .union([z.string(), z.number().transform(plain)])
  .refine(isDecimal, { error: "expected a decimal amount" });

export const instant = z.iso.datetime({ offset: true }).transform((value) => new Date(value));

export const optionalInstant = instant.nullish().transform((value) => value ?? null);

export function list<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);
}

const money = z.object({ amount: decimal });

/** `…_set`: the same amount in the shop's and the buyer's currency. */
export const moneySet = z
  .object({ shop_money: money, presentment_money: money.nullish() })
  .nullish()
  .transform((value) => value ?? null);

export type MoneySet = z.output<typeof moneySet>;

export const address = z
  .object({ country_code: text, province_code: text, zip: text })
  .nullish()
  .transform((value) =>
    value
      ? { country: value.country_code, province: value.province_code, postcode: value.zip }
      : null,
  );

/** The shop's money of a set, else the bare amount beside it (which is in the shop's currency). */
export function shopAmount(set: MoneySet, bare: string | null | undefined): string {
  return set?.shop_money.amount ?? bare ?? "0";
}

export function amountOf(set: MoneySet, bare: string | null | undefined) {
  return { shop: shopAmount(set, bare), presentment: set?.presentment_money?.amount ?? null };
}

export function heardOf(meta: DeliveryMeta): Heard {
  return { triggeredAt: meta.triggeredAt, receivedAt: meta.receivedAt };
}

/** A number without exponent, as `isDecimal` wants it. */
function plain(value: number): string {
  const written = String(value);
  return written.includes("e") ? value.toFixed(12) : written;
}
