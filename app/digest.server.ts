// A shop's weekly digest from its making to its letters. Whoever dies on the way, the next run goes on:
//
// 1. the digest is kept, once for all            insert on conflict do nothing
// 2. a letter for each reader lies there         insert on conflict do nothing
// 3. a letter is held, given to the server up to its last byte, and marked as handed over in the
//    transaction that holds it; only after its commit the last byte leaves
// 4. the server's answer is noted
//
// Before the commit of 3 the server has nothing, so the letter is sent anew. After it the letter is never
// sent again: what is lost with the machine between the commit and the byte after it stays `handed`.
import { inShop, type Db } from "./db.server.ts";
import { env } from "./env.server.ts";
import type { Day } from "./ledger/day.ts";
import {
  addLetters,
  keepDigest,
  listLetters,
  listReaders,
  markLetter,
  readDigest,
  stopToken,
  takeLetter,
} from "./ledger/digests.server.ts";
import type { Shop } from "./ledger/shop.server.ts";
import type { Person } from "./ledger/training/staff.server.ts";
import { listOpen } from "./ledger/training/assignments.server.ts";
import { listManuals } from "./ledger/training/manuals.server.ts";
import { log } from "./log.server.ts";
import { MailRefused, type Mailer } from "./mail.server.ts";
import { recompute } from "./measures/recompute.server.ts";
import { digestLetter } from "./panels/digest-mail.ts";
import { formatDay } from "./panels/format.ts";
import { digestTime, type Digest } from "./scorecard/digest.ts";
import { makeDigest, staleness } from "./scorecard/digest.server.ts";

/** A server that says "later" is asked again each hour, so often at most. */
const mostTries = 12;
/** Letters are in English until the panels are in more. */
const locale = "en";

/** Makes and keeps the week's digest; null while its data is stale and it is before noon. */
async function ensureDigest(db: Db, shop: Shop, now: Date): Promise<Digest | null> {
  const { week, saysStale } = digestTime(now, shop.timeZone);
  const read = () => inShop(db, shop.id, (client) => readDigest(client, shop, week.from));
  const kept = await read();
  if (kept) return JSON.parse(kept.content) as Digest;
  await recompute(db, shop, { asOf: now });
  const stale = await staleness(db, shop, { week, now });
  if (stale && !saysStale) return null;
  const content = JSON.stringify(await makeDigest(db, shop, { week, now, stale }));
  await inShop(db, shop.id, (client) =>
    keepDigest(client, shop, { week: week.from, madeAt: now, content }),
  );
  // Another worker may have been first: what is kept is what is sent.
  return JSON.parse((await read())?.content ?? content) as Digest;
}

type Sending = { mailer: Mailer; appUrl: string; appLink: string; now: () => Date };

/** A promise that others settle. Nobody need be waiting when it fails. */
function gate() {
  let resolve = () => {};
  let reject = (_error: Error) => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

/** One letter, as the head of this file has it. */
async function sendLetter(
  db: Db,
  shop: Shop,
  { digest, reader, own }: { digest: Digest; reader: Person & { email: string }; own: Due[] },
  { mailer, appUrl, appLink, now }: Sending,
): Promise<void> {
  const week = digest.week.from;
  const token = stopToken(shop.id, reader.id);
  const stop = `${appUrl}/digest/stop?k=${token}`;
  const letter = digestLetter({
    digest,
    shop: shop.domain.replace(/\.myshopify\.com$/, ""),
    isDemo: env.FOURFOLD_DEMO === "1",
    locale,
    own,
    links: { app: appLink, stop },
  });
  const id = `digest-${week}-${shop.id}-${reader.id}`;
  const mark = (state: "sent" | "waiting" | "refused", reason?: string) =>
    inShop(db, shop.id, (client) =>
      markLetter(client, shop, { week, person: reader.id, state, now: now(), reason }),
    );
  const reached = gate();
  const committed = gate();
  let sending: Promise<void> | undefined;
  try {
    const isHeld = await inShop(db, shop.id, async (client) => {
      if (!(await takeLetter(client, shop, { week, person: reader.id }))) return false;
      sending = mailer.send({ ...letter, to: reader.email, id, stop }, () => {
        reached.resolve();
        return committed.promise;
      });
      await Promise.race([reached.promise, sending]);
      await markLetter(client, shop, { week, person: reader.id, state: "handed", now: now() });
      return true;
    });
    if (!isHeld) return;
    committed.resolve();
    await sending;
    await mark("sent");
  } catch (error) {
    committed.reject(error as Error);
    await sending?.catch(() => undefined);
    const refused = error instanceof MailRefused ? error : null;
    log.warn(
      { shopId: shop.id, reader: reader.id, error: error as Error },
      "a digest was not sent",
    );
    // Without an answer after the last byte nobody knows: it stays handed over.
    const state = await stateOf(db, shop, { week, person: reader.id });
    if (state === "handed" && !refused) return;
    await mark(refused?.isFinal ? "refused" : "waiting", (error as Error).message.slice(0, 300));
  }
}

const stateOf = async (db: Db, shop: Shop, { week, person }: { week: Day; person: string }) =>
  (await inShop(db, shop.id, (client) => listLetters(client, shop, week))).find(
    (letter) => letter.person === person,
  )?.state;

type Due = { title: string; due: string };

/** A reader's own manuals that are late or due in the week that begins. */
async function ownDue(db: Db, shop: Shop, digest: Digest): Promise<Map<string, Due[]>> {
  return inShop(db, shop.id, async (client) => {
    const open = await listOpen(client, shop);
    const manuals = await listManuals(client, shop);
    const week = 7 * 86_400_000;
    const soon = open.filter(
      ({ dueDay }) => dueDay !== null && Date.parse(dueDay) < Date.parse(digest.week.to) + week,
    );
    const titleOf = (id: string) => manuals.find((manual) => manual.id === id)?.title ?? id;
    return new Map(
      [...Map.groupBy(soon, ({ person }) => person)].map(([person, some]) => [
        person,
        some.map(({ manual, dueDay }) => ({
          title: titleOf(manual),
          due: formatDay(dueDay ?? digest.week.to, locale, digest.week.to),
        })),
      ]),
    );
  });
}

/**
 * Whatever of the week's digest is due in a shop: made on Monday from six o'clock in its zone, sent on
 * Monday and Tuesday. May be run as often and by as many as one likes.
 * @param sending null where no mail server is configured: the digest stays in the app
 * @returns letters that were due
 */
export async function tellWeek(
  db: Db,
  shop: Shop,
  { now, sending }: { now: () => Date; sending: Omit<Sending, "now"> | null },
): Promise<number> {
  const time = digestTime(now(), shop.timeZone);
  if (!time.isDue) return 0;
  const digest = await ensureDigest(db, shop, now());
  if (!digest || !sending || !time.sends) return 0;
  const week = digest.week.from;
  const readers = await inShop(db, shop.id, (client) => listReaders(client, shop));
  const people = readers.map(({ id }) => id);
  await inShop(db, shop.id, (client) => addLetters(client, shop, { week, people, now: now() }));
  const letters = await inShop(db, shop.id, (client) => listLetters(client, shop, week));
  const waiting = letters.filter(({ state, tries }) => state === "waiting" && tries < mostTries);
  if (waiting.length === 0) return 0;
  const due = await ownDue(db, shop, digest);
  for (const reader of readers) {
    if (!waiting.some(({ person }) => person === reader.id)) continue;
    const own = due.get(reader.id) ?? [];
    await sendLetter(db, shop, { digest, reader, own }, { ...sending, now });
  }
  return waiting.length;
}
