// Weekly digests, who wants them by e-mail, and what became of each letter.
//
// waiting   nothing of it has left
// handed    given to the mail server, whose answer is not known: it is not sent again
// sent      the mail server took it
// refused   the mail server will not take it
import type { Client } from "../db.server.ts";
import type { Day } from "./day.ts";
import type { ShopContext } from "./facts.ts";
import { blindIndex, blindIndexes } from "./keys.server.ts";
import { listStaff, type Person } from "./training/staff.server.ts";
import { run } from "./writers/rows.server.ts";

export type KeptDigest = { week: Day; madeAt: Date; content: string };

/** The digest of the week that begins on a Monday; null: the newest. */
export async function readDigest(
  client: Client,
  shop: ShopContext,
  week: Day | null,
): Promise<KeptDigest | null> {
  const [row] = await run<KeptDigest>(
    client,
    `select week, made_at as "madeAt", content from digest
     where shop_id = $1 and ($2::date is null or week = $2) order by week desc limit 1`,
    [shop.id, week],
  );
  return row ?? null;
}

/** Of the last year, the newest first. */
export async function listDigests(client: Client, shop: ShopContext): Promise<Day[]> {
  const rows = await run<{ week: Day }>(
    client,
    "select week from digest where shop_id = $1 order by week desc limit 53",
    [shop.id],
  );
  return rows.map(({ week }) => week);
}

/** Keeps a digest for good; one that is there already stays as it is. */
export async function keepDigest(
  client: Client,
  shop: ShopContext,
  { week, madeAt, content }: KeptDigest,
): Promise<void> {
  await run(
    client,
    `insert into digest (shop_id, week, made_at, content) values ($1, $2, $3, $4)
     on conflict do nothing`,
    [shop.id, week, madeAt, content],
  );
}

/** People who want the digest by e-mail and can be reached by one, by name. */
export async function listReaders(
  client: Client,
  shop: ShopContext,
): Promise<(Person & { email: string })[]> {
  const rows = await run<{ person: string }>(
    client,
    "select person from digest_reader where shop_id = $1 and stopped_at is null",
    [shop.id],
  );
  const asked = new Set(rows.map(({ person }) => person));
  return (await listStaff(client, shop)).flatMap(({ id, name, email }) =>
    asked.has(id) && email !== null ? [{ id, name, email }] : [],
  );
}

export async function addReader(
  client: Client,
  shop: ShopContext,
  person: string,
  now: Date,
): Promise<void> {
  await run(
    client,
    `insert into digest_reader (shop_id, person, asked_at) values ($1, $2, $3)
     on conflict (shop_id, person) do update set asked_at = excluded.asked_at, stopped_at = null`,
    [shop.id, person, now],
  );
}

/** No letter any more, from the next one on. Done twice it is done once. */
export async function stopReader(
  client: Client,
  shop: Pick<ShopContext, "id">,
  person: string,
  now: Date,
): Promise<void> {
  await run(
    client,
    `update digest_reader set stopped_at = $3
     where shop_id = $1 and person = $2 and stopped_at is null`,
    [shop.id, person, now],
  );
}

const signed = (shopId: bigint, person: string) => `digest stop ${shopId} ${person}`;

/** What stands in a letter's link to unsubscribe: it names and proves shop and person. */
export function stopToken(shopId: bigint, person: string): string {
  return `${shopId}.${person}.${blindIndex(signed(shopId, person))}`;
}

/** Whose link it is; null when it is none of ours. */
export function readStopToken(token: string): { shopId: bigint; person: string } | null {
  const [, shop = "", person = "", proof = ""] =
    /^(\d{1,18})\.([\w-]{1,40})\.([\w-]{43})$/.exec(token) ?? [];
  if (shop === "") return null;
  const shopId = BigInt(shop);
  // Both sides are keyed fingerprints: comparing them tells nothing about the key.
  return blindIndexes(signed(shopId, person)).includes(proof) ? { shopId, person } : null;
}

/** Letters that are not there yet, for all who want one. */
export async function addLetters(
  client: Client,
  shop: ShopContext,
  { week, people, now }: { week: Day; people: readonly string[]; now: Date },
): Promise<void> {
  await run(
    client,
    `insert into digest_mail (shop_id, week, person, changed_at)
     select $1, $2, person, $4 from unnest($3::text[]) as p(person) on conflict do nothing`,
    [shop.id, week, people, now],
  );
}

/**
 * True when this transaction holds a waiting letter: nobody else can take it until it ends. False when
 * it has left, or somebody else holds it.
 */
export async function takeLetter(
  client: Client,
  shop: ShopContext,
  { week, person }: { week: Day; person: string },
): Promise<boolean> {
  const rows = await run(
    client,
    `select person from digest_mail
     where shop_id = $1 and week = $2 and person = $3 and state = 'waiting'
     for update skip locked`,
    [shop.id, week, person],
  );
  return rows.length > 0;
}

export type LetterState = "waiting" | "handed" | "sent" | "refused";

/** @param reason why the mail server did not take it; counts as a try */
export async function markLetter(
  client: Client,
  shop: ShopContext,
  letter: { week: Day; person: string; state: LetterState; now: Date; reason?: string },
): Promise<void> {
  const { week, person, state, now, reason = null } = letter;
  await run(
    client,
    `update digest_mail set state = $4, changed_at = $5, reason = $6,
       tries = tries + case when $6::text is null then 0 else 1 end
     where shop_id = $1 and week = $2 and person = $3`,
    [shop.id, week, person, state, now, reason],
  );
}

export type Letter = { person: string; state: LetterState; tries: number; reason: string | null };

export function listLetters(client: Client, shop: ShopContext, week: Day): Promise<Letter[]> {
  return run<Letter>(
    client,
    "select person, state, tries, reason from digest_mail where shop_id = $1 and week = $2",
    [shop.id, week],
  );
}
