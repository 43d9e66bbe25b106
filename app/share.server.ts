// What the shared scorecard begins with: a link that is ours and holds, few tries for who guesses.
import type { Db } from "./db.server.ts";
import { createLimit } from "./ingest/survey-limit.ts";
import { createKeyGuesses } from "./key-guesses.ts";
import { openShareLink, readShareToken } from "./ledger/share-links.server.ts";
import { readShop, type Shop } from "./ledger/shop.server.ts";

/** Of one link, in each web process: a person reads, a program has the API. */
export const opensAMinute = 60;
/** Wrong links of anybody, in each web process. */
export const guessesAMinute = 120;
const limit = createLimit(opensAMinute);
const guesses = createKeyGuesses(guessesAMinute);

export type Refused = { status: 404 | 410 | 429; waitSeconds?: number };
export type Opened = { shop: Shop; until: Date };

/**
 * The shop that a link opens. 404: none of ours, or changed; 410: it expired, was revoked, or the shop
 * removed the app; 429: too often, or after too many wrong ones of anybody.
 */
export async function openShare(db: Db, token: string, now: Date): Promise<Opened | Refused> {
  const named = readShareToken(token);
  if (!named) {
    const pause = guesses.wait(token, now);
    if (pause > 0) return { status: 429, waitSeconds: pause };
    guesses.note(token, false, now);
    return { status: 404 };
  }
  // Who holds a link of ours is not kept out by those who guess, opened here before or not.
  const seconds = limit.take(`${named.shopId} ${named.id}`, now);
  if (seconds > 0) return { status: 429, waitSeconds: seconds };
  const opened = await openShareLink(db, token, now);
  if (opened === "unknown") return { status: 404 };
  if (opened === "ended") return { status: 410 };
  const shop = await readShop(db, opened.shopId);
  if (!shop || shop.state === "uninstalled") return { status: 410 };
  return { shop, until: opened.until };
}
