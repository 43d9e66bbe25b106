// A cost rule that somebody types, or takes back: read by the rules of a file's row.
import { inShop, type Db } from "../db.server.ts";
import type { Fact, ShopContext } from "../ledger/facts.ts";
import { readLocations } from "../ledger/locations.server.ts";
import { writeFacts } from "../ledger/write.server.ts";
import { costRules } from "./sources/cost-rules.ts";
import { takeTyped } from "./typed-row.ts";

/** Amounts in major units, as typed; empty: none. */
export type CostEntry = {
  rule: string;
  appliesTo: string;
  /** Name or id; empty: anywhere. */
  location: string;
  validFrom: string;
  percent: string;
  perOrder: string;
  perLine: string;
  perUnit: string;
  perKg: string;
};
export type CostErrors = Partial<Record<keyof CostEntry, string>>;

export const emptyEntry: CostEntry = {
  ...{ rule: "", appliesTo: "", location: "", validFrom: "", percent: "" },
  ...{ perOrder: "", perLine: "", perUnit: "", perKg: "" },
};

/**
 * Writes a rule, in place of the one for the same thing from the same day, or takes that one back. The
 * days that it touches are dirty afterwards: the caller has them counted.
 * @returns what is wrong by field, empty when it was written
 */
export async function enterCostRule(
  db: Db,
  shop: ShopContext,
  entry: CostEntry,
  { now, isGone = false }: { now: Date; isGone?: boolean },
): Promise<CostErrors> {
  // What is taken back needs no amount.
  const row = isGone ? { ...emptyEntry, ...keyOf(entry), perOrder: "0" } : { ...entry };
  const locations = await inShop(db, shop.id, (client) => readLocations(client, shop));
  const taken = takeTyped(costRules, row, { shop, now, locations });
  if ("reason" in taken) return { [taken.field ?? "perOrder"]: taken.reason };
  const facts = taken.facts.map((fact): Fact =>
    fact.kind === "cost-rule" && isGone ? { ...fact, isGone } : fact,
  );
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  return {};
}

const keyOf = ({ rule, appliesTo, location, validFrom }: CostEntry) => ({
  ...{ rule, appliesTo, location, validFrom },
});
