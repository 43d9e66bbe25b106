// Which of two copies of a fact is newer: updated_at, then trigger time, then content hash.
import type { Version } from "../../ledger/facts.ts";
import { contentHash } from "../../ledger/hash.ts";
import type { Heard } from "./order-input.ts";

/** A clock ahead of ours may be this much ahead; later than that it would lock out real updates. */
const clockSlackMillis = 5 * 60_000;

/** `updatedAt` as the guard may trust it: never after received + 5 min; unknown = trigger time. */
export function trustedTime(updatedAt: Date | null, heard: Heard): Date {
  const latest = heard.receivedAt.getTime() + clockSlackMillis;
  const told = updatedAt ?? heard.triggeredAt;
  return told.getTime() > latest ? new Date(latest) : told;
}

/**
 * @param content only what both doors can tell, or the same thing told twice would look changed
 * @param write of the content, where it has a form of its own (ledger/hashed-bytes.ts)
 */
export function versionOf<T>(
  updatedAt: Date | null,
  heard: Heard,
  content: T,
  write?: (content: T) => void,
): Version {
  return {
    updatedAt: trustedTime(updatedAt, heard),
    triggeredAt: heard.triggeredAt,
    hash: contentHash(content, write),
  };
}
