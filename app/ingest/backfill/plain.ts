// Results whose lines stand by themselves: customers, fulfillment orders, returns.
import { z } from "zod";
import type { Fact } from "../../ledger/facts.ts";
import type { Heard } from "../counting/order-input.ts";
import { returnFact } from "../counting/return.ts";
import { promiseFacts, promiseNode } from "../documents/order-node.ts";
import { customerNode, customerOfNode } from "../documents/customers.ts";
import { gid } from "../documents/reading.ts";
import { parseLine } from "./lines.ts";
import { nothingTaken } from "./read.ts";
import type { BulkReader, BulkTaken } from "./read.ts";

/** Reads each line alone. */
function eachLine(read: (value: object, heard: Heard) => Fact[]): BulkReader {
  return {
    grouped: false,
    read(lines, _shop, heard): BulkTaken {
      const taken = nothingTaken();
      for (const line of lines) {
        try {
          for (const fact of read(parseLine(line) as object, heard)) taken.facts.push(fact);
        } catch {
          taken.refused += 1;
        }
      }
      return taken;
    },
  };
}

export const customers = eachLine((value, heard) => [
  customerOfNode(customerNode.parse(value), heard),
]);

/** The order stands there as the parent only, one line without anything else. */
const child = z.object({ __parentId: gid });

export const fulfillmentOrders = eachLine((value, heard) => {
  if (!("__parentId" in value)) return [];
  return promiseFacts(child.parse(value).__parentId, [promiseNode.parse(value)], heard);
});

const returnLine = z.object({ id: gid, status: z.string() });

export const returns = eachLine((value, heard) => {
  if (!("__parentId" in value)) return [];
  const { id, status } = returnLine.parse(value);
  return [returnFact({ id, orderId: child.parse(value).__parentId, status }, heard)];
});
