// What products cost by the merchant's rules, beside their unit cost: added up from what is kept of the
// split by product. Of orders of few days that are not kept it is worked out from their lines.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import {
  feeCost,
  orders,
  packagingCost,
  returnCost,
  ruledNet,
  shippingCost,
} from "../measures/index.ts";
import { readMeasures } from "../measures/read.server.ts";
import { keptReader, unkeptDays } from "./kept-splits.server.ts";
import { begunOf } from "./scorecard.server.ts";

const costs = [feeCost, shippingCost, packagingCost, returnCost];
/** Sharing out what so many orders cost takes a moment only. */
const fewOrders = 10_000;

export type ProductRules = {
  /** By the list's keys: minor units, and the net sales of which every cost is known. */
  keys: string[];
  costs: bigint[];
  known: bigint[];
};

/**
 * Null before the first rule holds, as the contribution margin has it; "unkept" where more orders than a
 * page waits for would be read. The caller binds the client to the shop.
 * @param isPatient reads them all the same. Default false.
 */
export async function productRules(
  client: Client,
  shop: ShopContext,
  { period, isPatient = false }: { period: Period; isPatient?: boolean },
): Promise<ProductRules | "unkept" | null> {
  const { costRulesFrom } = await begunOf(client, shop);
  if (costRulesFrom === null || costRulesFrom > period.from) return null;
  if (!isPatient) {
    const left = await unkeptDays(client, shop, { by: "product", days: period });
    let waiting = 0n;
    for (const days of left) {
      const sums = await readMeasures(client, shop, { ids: ["orders"], period: days });
      waiting += sums.get("all")!.orders;
    }
    if (waiting > BigInt(fewOrders)) return "unkept";
  }
  // No promise is read, so no instant matters.
  const reader = keptReader(client, shop, { by: "product", asOf: new Date(0) });
  const rules: ProductRules = { keys: [], costs: [], known: [] };
  for (const [key, sums] of await reader.sums([...costs, ruledNet], period)) {
    rules.keys.push(key);
    rules.costs.push(costs.reduce((all, { id }) => all + (sums[id] ?? 0n), 0n));
    rules.known.push(sums[ruledNet.id] ?? 0n);
  }
  return rules;
}
