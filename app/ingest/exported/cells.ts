// Cells of exported tables, as ledger/export.server.ts writes them; numbers are read as their digits.
import { z } from "zod";
import type { Version } from "../../ledger/facts.ts";

export const text = z.string();
export const maybeText = text.nullish().transform((value) => value ?? null);
export const yes = z.boolean();
const digits = z.string().regex(/^-?\d+$/, "expected a whole number");
export const int = digits.transform(Number);
export const maybeInt = digits
  .nullish()
  .transform((value) => (value == null ? null : Number(value)));
export const whole = digits.transform((value) => BigInt(value));
export const maybeWhole = digits
  .nullish()
  .transform((value) => (value == null ? null : BigInt(value)));
export const decimal = z.string().regex(/^-?\d+(\.\d+)?$/, "expected a decimal number");
export const maybeDecimal = decimal.nullish().transform((value) => value ?? null);
export const instant = z.iso.datetime().transform((value) => new Date(value));
export const maybeInstant = z.iso
  .datetime()
  .nullish()
  .transform((value) => (value == null ? null : new Date(value)));
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "expected a day such as 2026-01-31");

/** The columns by which copies of a thing are told apart. */
export const versioned = { updated_at: instant, triggered_at: instant, hash: text };

export const versionOf = (row: {
  updated_at: Date;
  triggered_at: Date;
  hash: string;
}): Version => ({ updatedAt: row.updated_at, triggeredAt: row.triggered_at, hash: row.hash });
