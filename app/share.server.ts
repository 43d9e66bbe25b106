// What the shared scorecard begins with: a link that is ours and holds, few tries for who guesses.
import type { Db } from "./db.server.ts";
import { createLimit } from "./ingest/survey-limit.ts";
import { createKeyGuesses } from "./key-guesses.ts";
import { openShareLink } from "./ledger/share-links.server.ts";
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
  const pause = guesses.wait(token, now);
  if (pause > 0) return { status: 429, waitSeconds: pause };
  const opened = await openShareLink(db, token, now);
  guesses.note(token, typeof opened === "object", now);
  if (opened === "unknown") return { status: 404 };
  if (opened === "ended") return { status: 410 };
  const seconds = limit.take(`${opened.shopId} ${opened.id}`, now);
  if (seconds > 0) return { status: 429, waitSeconds: seconds };
  const shop = await readShop(db, opened.shopId);
  if (!shop || shop.state === "uninstalled") return { status: 410 };
  return { shop, until: opened.until };
}
