// What every route of /api/v1 begins with: a bearer access key that names the shop, and the scope the
// route asks for. Answers are JSON, errors too: { error: { got, expected, todo } }.
import type { Db } from "./db.server.ts";
import { createLimit } from "./ingest/survey-limit.ts";
import { createKeyGuesses } from "./key-guesses.ts";
import { openAccessKey, readAccessKey, type AccessScope } from "./ledger/access-keys.server.ts";
import { readShop, type Shop } from "./ledger/shop.server.ts";
import { runtime } from "./runtime.server.ts";
import { noteVisit } from "./visit.server.ts";

export type OpenApi = { db: Db; shop: Shop; search: URLSearchParams };

/** Requests of one key a minute, in each web process. */
export const requestsAMinute = 300;
const limit = createLimit(requestsAMinute);
/** Wrong keys, of anybody, a minute, in each web process; one whose fingerprint fits is not looked for among them. */
export const guessesAMinute = 120;
const guesses = createKeyGuesses(guessesAMinute);

const headers = { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" };

export function answer(body: object, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

const todos = {
  400: "Change the address as expected: /api/v1/openapi.json has all parameters",
  401: "Make a key in Settings or by fourfold access-key and send it as Authorization: Bearer",
  403: "Make a key with that scope in Settings",
  404: "Look at /api/v1/openapi.json, or for the id in the panels",
  405: "Ask by GET: there is nothing to write",
  429: "Wait as long as Retry-After says, in seconds",
} as const;

/** To be thrown. */
export function refusal(status: keyof typeof todos, got: string, expected: string): Response {
  const response = answer({ error: { got, expected, todo: todos[status] } }, status);
  if (status === 401) response.headers.set("WWW-Authenticate", 'Bearer realm="fourfold"');
  return response;
}

function busy(got: string, expected: string, seconds: number): Response {
  const response = refusal(429, got, expected);
  response.headers.set("Retry-After", String(seconds));
  return response;
}

function pace({ shopId, id }: { shopId: bigint; id: string }, now: Date): void {
  const seconds = limit.take(`${shopId} ${id}`, now);
  if (seconds > 0)
    throw busy(
      "more requests than that of one key",
      `at most ${requestsAMinute} a minute`,
      seconds,
    );
}

/** What a key opens, null for none. Who holds one of ours is not kept out by those who guess. */
async function open(db: Db, key: string, now: Date): ReturnType<typeof openAccessKey> {
  const named = readAccessKey(key);
  if (!named) return null;
  if (named.isOurs) {
    pace(named, now);
    return openAccessKey(db, key);
  }
  const pause = guesses.wait(key, now);
  if (pause > 0) throw busy("an unknown key, after many", "a known one", pause);
  const opened = await openAccessKey(db, key);
  guesses.note(key, opened !== null, now);
  if (opened) pace(opened, now);
  return opened;
}

/**
 * The shop of the request's key. Throws a 401 without a good key, a 403 without the scope, a 429 past
 * its requests of a minute.
 */
export async function openApi(request: Request, scope: AccessScope): Promise<OpenApi> {
  const { db } = runtime();
  const [, key = ""] = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const expected =
    "Authorization: Bearer and an access key, made in Settings or by fourfold access-key";
  const now = new Date();
  const opened = await open(db, key, now);
  if (!opened) throw refusal(401, key ? "an unknown or revoked access key" : "no key", expected);
  if (!opened.scopes.includes(scope))
    throw refusal(403, `a key for ${opened.scopes.join(", ")}`, `a key for ${scope}`);
  const shop = await readShop(db, opened.shopId);
  if (!shop) throw refusal(401, "a key of a shop that is gone", expected);
  if (shop.state === "uninstalled")
    throw refusal(403, "a shop that removed the app", "a shop that has it installed");
  if (scope === "recommendations") noteVisit(db, shop, { what: scope, who: opened.id }, now);
  return { db, shop, search: new URL(request.url).searchParams };
}
