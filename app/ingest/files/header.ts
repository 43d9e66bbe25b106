import type { Columns, Places, Source } from "../sources/source.ts";

const same = (name: string) => name.trim().toLowerCase();

/** @returns the places, or what is wrong with the header, naming the columns. */
export function findColumns(header: string[], columns: Columns): Places | { wrong: string } {
  const names = header.map(same);
  const places: Places = {};
  const missing: string[] = [];
  for (const [field, { names: accepted, required }] of Object.entries(columns)) {
    const name = accepted.map(same).find((candidate) => names.includes(candidate));
    if (name === undefined) {
      if (required) missing.push(accepted.map((one) => `"${one}"`).join(" or "));
      continue;
    }
    places[field] = names.indexOf(name);
    if (names.lastIndexOf(name) !== places[field]) {
      return { wrong: `got the column "${accepted[0]}" twice, expected it once; remove one` };
    }
  }
  if (missing.length === 0) return places;
  const got = header.slice(0, 12).join(", ");
  const more = header.length > 12 ? `, … (${header.length} columns)` : "";
  return { wrong: `missing column ${missing.join(", ")}; got ${got}${more}` };
}

/** Where a source's columns stand, by the names it has for them. */
export function placesIn(header: string[], { columns, plainHeader }: Source) {
  return findColumns(plainHeader?.(header) ?? header, columns);
}

/** How many of a source's columns a header has. */
function fit(header: string[], { columns, plainHeader }: Source): number {
  const names = (plainHeader?.(header) ?? header).map(same);
  return Object.values(columns).filter(({ names: accepted }) =>
    accepted.some((name) => names.includes(same(name))),
  ).length;
}

/** The source a header is for: one whose needed columns are all there, else the one that fits best. */
export function guessSource(header: string[], sources: readonly Source[]): Source | null {
  const whole = sources.find((source) => !("wrong" in placesIn(header, source)));
  if (whole) return whole;
  const [best] = [...sources].sort((a, b) => fit(header, b) - fit(header, a));
  return best && fit(header, best) > 1 ? best : null;
}
