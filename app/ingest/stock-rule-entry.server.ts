// Suppliers' times and looks at the stock that somebody types instead of importing a file.
import { inShop, type Db } from "../db.server.ts";
import type { ShopContext, StockRuleFact } from "../ledger/facts.ts";
import { writeFacts } from "../ledger/write.server.ts";
import { mostLeadDays } from "./sources/lead-times.ts";

export const enteredRules = ["lead-shop", "lead-vendor", "lead-sku", "review", "cover"] as const;
export type StockRuleEntry = { rule: StockRuleFact["rule"]; name: string; days: string };

/** @returns what is wrong with which field; nothing wrong: it is kept. No days: it is forgotten. */
export async function enterStockRule(
  db: Db,
  shop: ShopContext,
  { rule, name, days }: StockRuleEntry,
  now: Date,
): Promise<Partial<Record<"name" | "days", string>>> {
  const isNamed = rule === "lead-vendor" || rule === "lead-sku";
  const expected = rule === "lead-sku" ? "the SKU" : "the vendor as on the product";
  if (isNamed && name.trim() === "") return { name: `got nothing, expected ${expected}` };
  const typed = days.trim();
  const count = typed === "" ? null : Number(typed);
  const isRight =
    count === null || (Number.isInteger(count) && count >= 1 && count <= mostLeadDays);
  if (!isRight) {
    return { days: `got "${typed.slice(0, 30)}", expected whole days from 1 to ${mostLeadDays}` };
  }
  const fact: StockRuleFact = {
    ...{ kind: "stock-rule", rule, name: isNamed ? name.trim() : "", days: count, toldAt: now },
  };
  await inShop(db, shop.id, (client) => writeFacts(client, shop, [fact]));
  return {};
}
