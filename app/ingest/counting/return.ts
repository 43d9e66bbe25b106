// Where a return stands, as a fact, by every door.
import type { ReturnFact } from "../../ledger/facts.ts";
import type { Heard } from "./order-input.ts";
import { versionOf } from "./version.ts";

/** A return has no time of change of its own: it is as new as it was heard of. */
export function returnFact(
  { id, orderId, status }: { id: string; orderId: string; status: string },
  heard: Heard,
): ReturnFact {
  const content = { kind: "return", id, orderId, status: status.toLowerCase() } as const;
  return { ...content, version: versionOf(null, heard, content) };
}
