// A row that somebody types instead of importing a file: read by the rules of the file's rows.
import { dayIn, startOfDay } from "../ledger/day.ts";
import type { Fact, ShopContext } from "../ledger/facts.ts";
import { locationNamed, type NamedLocation } from "../ledger/location.ts";
import type { Scope, Source } from "./sources/source.ts";

function scopeOf(shop: ShopContext, now: Date, locations: readonly NamedLocation[]): Scope {
  const version = () => ({ updatedAt: new Date(0), triggeredAt: now, hash: "" });
  return {
    shop,
    today: startOfDay(dayIn(now, shop.timeZone), shop.timeZone),
    person: (contact) => contact,
    place: () => 0,
    location: (called) => locationNamed(locations, called),
    version,
    versionOfText: version,
  };
}

type Typing = { shop: ShopContext; now: Date; locations?: readonly NamedLocation[] };

/** `field`: the column's name as the reason begins with, or null where it names none that was typed. */
export type TypedRow = { facts: Fact[] } | { field: string | null; reason: string };

/**
 * @param row cells by the source's field names
 * @param locations of the shop, where the source has a field of one; default none
 */
export function takeTyped(
  source: Source,
  row: Readonly<Record<string, string>>,
  { shop, now, locations = [] }: Typing,
): TypedRow {
  const fields = Object.keys(row);
  const places = Object.fromEntries(fields.map((field, at) => [field, at]));
  const rows = [{ line: 1, cells: Object.values(row) }];
  const own = source.forFile?.(fields, rows, places) ?? source;
  const taken = own.take(rows, places, scopeOf(shop, now, locations));
  const problem = "problems" in taken ? taken.problems[0] : taken.apart?.[0];
  if (!problem) return { facts: "facts" in taken ? taken.facts : [] };
  const field = fields.find((name) =>
    [name, source.columns[name]?.names[0]].some((said) => problem.reason.startsWith(`${said}:`)),
  );
  if (field === undefined) return { field: null, reason: problem.reason };
  return { field, reason: problem.reason.replace(/^\w+: /, "") };
}
