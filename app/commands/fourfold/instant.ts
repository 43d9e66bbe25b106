import { at, time } from "../../ingest/files/cells.ts";
import { UsageError } from "./command.ts";

/** An instant; without an offset on the shop's clock, a bare day is its first instant. */
export function readInstant(text: string | undefined, timeZone: string, now: Date): Date {
  if (text === undefined) return now;
  const read = time.safeParse(text);
  if (read.success) return at(read.data, timeZone);
  throw new UsageError(`--as-of: ${read.error.issues[0]?.message ?? "expected a time"}`);
}
