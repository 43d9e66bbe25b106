// Cost rules as the command line writes them: fee:paypal=2.9%+0.35:2026-01-01.
import { emptyEntry, type CostEntry } from "../../ingest/cost-entry.server.ts";
import type { CostRule } from "../../ledger/cost-rule.ts";
import { exponent } from "../../ledger/money.ts";
import { moveDecimal } from "../../scorecard/decimal-input.ts";
import { UsageError } from "./command.ts";

const forms =
  'expected such as fee:shopify_payments=2.9%+0.30:2026-01-01, "shipping:DE AT=4.90+0.20/unit+1.10/kg", fee@LOCATION=1.5%, ' +
  "packaging=0.45+0.10/line, return=3.00+0.50/unit; =none takes the rule of that day back";

const fieldOf = { "": "perOrder", "/line": "perLine", "/unit": "perUnit", "/kg": "perKg" } as const;

export type CostOption = { entry: CostEntry; isGone: boolean };

/** `rule[@location][:what it applies to]=amounts[:from]`. @throws UsageError */
export function readCost(text: string): CostOption {
  const match = /^(\w+)(?:@([^:=]+))?(?::([^=]+))?=([^:]+)(?::(\d{4}-\d\d-\d\d))?$/.exec(text);
  if (!match) throw new UsageError(`got --cost ${text}, ${forms}`);
  const [, rule = "", location = "", appliesTo = "", amounts = "", validFrom = ""] = match;
  const entry: CostEntry = { ...emptyEntry, rule, appliesTo, location, validFrom };
  if (amounts === "none") return { entry, isGone: true };
  for (const amount of amounts.split("+")) {
    const [, value = "", unit = ""] = /^([\d.]+)(%|\/line|\/unit|\/kg)?$/.exec(amount.trim()) ?? [];
    if (value === "") throw new UsageError(`got --cost ${text}, ${forms}`);
    entry[unit === "%" ? "percent" : fieldOf[unit as keyof typeof fieldOf]] = value;
  }
  return { entry, isGone: false };
}

/** A stored rule in the same writing, amounts in major units. */
export function showCost(rule: CostRule, currency: string): string {
  const major = (minor: string) => moveDecimal(minor, -exponent(currency));
  const parts = [
    [rule.percent, "%"],
    ...([
      [rule.perOrder, ""],
      [rule.perLine, "/line"],
      [rule.perUnit, "/unit"],
      [rule.perKg, "/kg"],
    ].map(([amount = "0", unit = ""]) => [major(amount), unit]) as [string, string][]),
  ]
    .filter(([amount]) => Number(amount) !== 0)
    .map(([amount, unit]) => `${amount}${unit}`);
  const of = `${rule.cost}${rule.location && `@${rule.location}`}${rule.match && `:${rule.match}`}`;
  return `${of}=${parts.join("+") || "0"}:${rule.validFrom}`;
}
