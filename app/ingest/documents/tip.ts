// Which line is the tip? A webhook marks it, GraphQL only gives the order's sum of tips. A tip is a
// line without product, variant, SKU or shipping; of those, the lines that make up that sum.
import { toMinor } from "../../ledger/money.ts";

export type TipCandidate = {
  id: string;
  title: string;
  sku?: string | null;
  quantity: number;
  isGiftCard: boolean;
  requiresShipping: boolean;
  product: string | null;
  variant: string | null;
  originalUnitPriceSet: { shop: string };
};

const none: ReadonlySet<string> = new Set();

/** @param tips the order's sum of tips in the shop's currency, as decimal text */
export function tipLineIds(
  lines: TipCandidate[],
  tips: string,
  currency: string,
): ReadonlySet<string> {
  const total = toMinor(tips, currency);
  if (total === 0n) return none;
  const worth = (line: TipCandidate) =>
    toMinor(line.originalUnitPriceSet.shop, currency, line.quantity);
  const candidates = lines.filter(mayBeTip);
  const exact = candidates.filter((line) => worth(line) === total);
  // Shopify puts the tip after everything else; a custom item may cost just as much.
  const one = exact.findLast((line) => /\btip\b/i.test(line.title)) ?? exact.at(-1);
  if (one) return new Set([one.id]);
  const sum = candidates.reduce((amount, line) => amount + worth(line), 0n);
  return new Set(sum === total ? candidates.map((line) => line.id) : []);
}

function mayBeTip(line: TipCandidate): boolean {
  const isCatalogued = line.product !== null || line.variant !== null || Boolean(line.sku);
  return !isCatalogued && !line.isGiftCard && !line.requiresShipping;
}
