// Reading refunds again: their lines, and whether the subtotals hold the tax.
import { refundFact } from "../counting/order.ts";
import { missingOf } from "./reading.ts";
import type { Refetcher } from "./reading.ts";
import { readRefunds, refundsPerCall } from "./refund-node.ts";

export const refunds: Refetcher = {
  kind: "refund",
  idsPerCall: refundsPerCall,
  *read(ids, _shop, readAt) {
    const found = yield* readRefunds(ids);
    const heard = { triggeredAt: readAt, receivedAt: readAt };
    return {
      facts: found.map(({ refund, order }) => {
        const { id, taxesIncluded, currencyCode: currency } = order;
        return refundFact(refund, { id, taxesIncluded, currency }, order.updatedAt, heard);
      }),
      missing: missingOf(
        ids,
        found.map((each) => each.refund),
      ),
    };
  },
};
