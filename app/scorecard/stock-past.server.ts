// The weeks that are played again: from when levels are heard of, half a year at most.
import type { Sold } from "../analysis/forecast/gather.ts";
import { addHeld, pastOf } from "../analysis/forecast/gather-past.ts";
import { replayWeeks, type Past } from "../analysis/forecast/replay.ts";
import type { Client } from "../db.server.ts";
import { addDays, daysBetween, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { firstHeard } from "../ledger/stock/days.server.ts";
import { heldSpans, type LevelSpan } from "../ledger/stock/demand.server.ts";
import { rowsOf } from "../ledger/cursor.server.ts";
import type { LevelIndex } from "./stock-match.ts";

type Reading = {
  /** The day after the last. */
  cut: Day;
  sold: Iterable<Sold>;
  index: LevelIndex;
};

/** Levels come some hundreds at a time: of a large catalogue they are as many as its changes. */
export async function readPast(
  client: Client,
  shop: ShopContext,
  { cut, sold, index }: Reading,
): Promise<Past> {
  const heard = (await firstHeard(client, shop)) ?? cut;
  const weeks = Math.min(replayWeeks, Math.floor(Math.max(0, daysBetween(heard, cut)) / 7));
  const past = pastOf(sold, { count: index.count, weeks });
  if (weeks === 0) return past;
  const values = [shop.id, shop.timeZone, addDays(cut, -7 * weeks), cut];
  for await (const spans of rowsOf<LevelSpan>(client, heldSpans, values)) {
    for (const { item, place, ...span } of spans) {
      const at = index.find(item, place);
      if (at >= 0) addHeld(past, { at, ...span }, cut);
    }
  }
  return past;
}
