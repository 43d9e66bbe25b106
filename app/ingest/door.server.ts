// The webhook door: POST /webhooks on raw node http.
//
// In the request: signature, "is it a JSON object", store, answer. Nothing else: parsing, facts and
// measures are the drain's. Shopify's own check (webhooks.validate) costs 40 % of the throughput;
// test/ingest/door.test.ts holds isSigned equal to it. The answers are the bad-input table of
// definitions.md.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";

import { inShop } from "../db.server.ts";
import type { Db } from "../db.server.ts";
import { seal } from "../ledger/keys.server.ts";
import { log } from "../log.server.ts";
import { createInboxWriter } from "./inbox.server.ts";
import { createTeller } from "./tell.server.ts";
import { topics } from "./topics/index.ts";
import { createTurns } from "./turns.server.ts";

export type DoorOptions = {
  db: Db;
  /** Client secrets, newest first; after a rotation the old one stays valid for an hour. */
  secrets: string[];
  now: () => Date;
  /** Told at most every 100 ms which shops have something new in the inbox. */
  onShops: (shopIds: bigint[]) => void | Promise<void>;
};

/** A request handler; `settle` resolves when nothing it took is still on its way. */
export type Door = ((req: IncomingMessage, res: ServerResponse) => void) & {
  settle(): Promise<void>;
};

const MAX_BODY_BYTES = 20 * 1024 * 1024;
// Shopify gives up after 5 s (platform-facts.md 1.3); a database that hangs is answered before that.
const DEADLINE_MS = 3_000;
// How long a process may believe what it read of a shop; only counting depends on its state.
const SHOP_KNOWN_MS = 10_000;
// What a session token's signature is of: the secret that signs deliveries signs these as well, and any
// shopper holds one.
const SESSION_TOKEN = /^[\w-]+\.[\w-]+$/;
const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

type Answer = { status: number; text: string };
const NOT_STORED: Answer = { status: 503, text: "not stored, send it again" };

type DoorShop = { id: bigint; state: string; until: number };

/** The inbox's two, and two for what is refused or counted: no job and no page can take them. */
const CONNECTIONS = 4;

export function createDoor({ db: whole, secrets, now, onShops }: DoorOptions): Door {
  const db = whole.apart(CONNECTIONS);
  const inbox = createInboxWriter(db);
  const shops = new Map<string, Promise<DoorShop>>();
  const teller = createTeller(onShops);
  const inTurn = createTurns();

  async function shopOf(domain: string): Promise<DoorShop> {
    const known = await shops.get(domain);
    if (known && known.until > now().getTime()) return known;
    const read = readShop(db, domain, now().getTime() + SHOP_KNOWN_MS);
    shops.set(domain, read);
    read.catch(() => shops.delete(domain));
    return read;
  }

  async function take(raw: Buffer, headers: IncomingHttpHeaders): Promise<Answer> {
    if (!isSigned(raw, header(headers, "hmac-sha256"), secrets)) {
      return { status: 401, text: "the signature does not fit the body" };
    }
    const body = raw.toString("utf8");
    const wrong = whyNoObject(body);
    if (wrong !== null && SESSION_TOKEN.test(body)) {
      return { status: 401, text: "got a session token's signature, expected a delivery's" };
    }
    const domain = header(headers, "shop-domain").toLowerCase();
    if (!SHOP_DOMAIN.test(domain)) {
      const reason = wrong ?? `got shop domain "${domain}", expected <name>.myshopify.com`;
      return { status: 400, text: reason };
    }
    const topic = header(headers, "topic").toLowerCase();
    const delivery = {
      // Without Shopify's id the body is its own key, so a repeat is still one delivery; so it is when
      // refused, because the id is not signed and a body said again under others would fill the inbox.
      webhookId:
        (wrong === null && header(headers, "webhook-id")) ||
        createHash("sha256").update(raw).digest("hex"),
      topic,
      apiVersion: header(headers, "api-version"),
      eventId: header(headers, "event-id"),
      triggeredAt: instant(header(headers, "triggered-at")) ?? now(),
      body,
    };
    if (wrong !== null) {
      const known = await knownShop(db, domain);
      if (known) await keepRefused(db, { shopId: known.id, ...delivery }, wrong);
      return { status: 400, text: wrong };
    }
    const shop = await shopOf(domain);
    if (!topics.has(topic)) {
      await count(db, shop.id, now(), `topic:${topic.slice(0, 100)}`);
      return { status: 200, text: "" };
    }
    if (shop.state !== "installed") await count(db, shop.id, now(), `shop:${shop.state}`);
    await inbox.put({ shopId: shop.id, ...delivery });
    teller.hear(shop.id);
    return { status: 200, text: "" };
  }

  function handle(req: IncomingMessage, res: ServerResponse): void {
    if (req.method !== "POST") {
      req.resume();
      respond(res, { status: 405, text: "only POST" });
      return;
    }
    readBody(req, res, (raw) => {
      const deadline = setTimeout(() => respond(res, NOT_STORED), DEADLINE_MS);
      inTurn(() =>
        take(raw, req.headers)
          .then(
            (answer) => respond(res, answer),
            (error: Error) => {
              const delivery = header(req.headers, "webhook-id");
              log.error({ error, delivery }, "a delivery could not be stored");
              respond(res, NOT_STORED);
            },
          )
          .finally(() => clearTimeout(deadline)),
      );
    });
  }

  return Object.assign(handle, {
    async settle(): Promise<void> {
      await inbox.settle();
      await teller.settle();
    },
  });
}

/**
 * Whether `signature` is base64 HMAC-SHA256 of the raw body under one of the secrets. Compared in
 * constant time and as text, as Shopify's library does.
 */
export function isSigned(raw: Buffer, signature: string, secrets: string[]): boolean {
  const given = Buffer.from(signature);
  let signed = false;
  for (const secret of secrets) {
    const expected = Buffer.from(createHmac("sha256", secret).update(raw).digest("base64"));
    if (given.length === expected.length && timingSafeEqual(given, expected)) signed = true;
  }
  return signed;
}

// Reads at most MAX_BODY_BYTES; past that answers 413 while the rest is still coming and lets it
// run dry for a moment, because closing at once would lose the answer on the sender's side.
function readBody(req: IncomingMessage, res: ServerResponse, done: (raw: Buffer) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let refused = Number(req.headers["content-length"] ?? 0) > MAX_BODY_BYTES;
  function refuse(): void {
    refused = true;
    chunks.length = 0;
    res.setHeader("Connection", "close");
    respond(res, { status: 413, text: `got more than ${MAX_BODY_BYTES} bytes` });
    setTimeout(() => req.destroy(), 1_000).unref();
  }
  if (refused) refuse();
  req.on("data", (chunk: Buffer) => {
    if (refused) return;
    size += chunk.length;
    if (size > MAX_BODY_BYTES) refuse();
    else chunks.push(chunk);
  });
  req.on("end", () => {
    if (!refused) done(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size));
  });
  // The sender went away: there is nobody to answer and nothing was promised.
  req.on("error", () => res.destroy());
}

function respond(res: ServerResponse, { status, text }: Answer): void {
  if (res.headersSent || res.destroyed) return;
  res.writeHead(status, {
    "Content-Type": "text/plain",
    "Content-Length": Buffer.byteLength(text),
  });
  res.end(text);
}

// Node lower-cases header names and joins repeated ones, which then fit no signature.
function header(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[`x-shopify-${name}`];
  return typeof value === "string" ? value : "";
}

function instant(text: string): Date | null {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time);
}

/** Null for a JSON object, else what is wrong with the body: got, expected. */
function whyNoObject(body: string): string | null {
  if (body.trim() === "") return "got an empty body, expected a JSON object";
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return null;
    return `got a JSON ${Array.isArray(value) ? "array" : value === null ? "null" : typeof value}, expected a JSON object`;
  } catch {
    return "got a body that is no JSON, expected a JSON object";
  }
}

async function knownShop(db: Db, domain: string) {
  type Row = { id: bigint; state: string };
  const { rows } = await db.app.query<Row>("select id, state from shop_by_domain($1)", [domain]);
  return rows[0];
}

async function readShop(db: Db, domain: string, until: number): Promise<DoorShop> {
  const known = await knownShop(db, domain);
  if (known) return { ...known, until };
  const heard = await db.app.query<{ id: bigint }>("select shop_heard($1) as id", [domain]);
  return { id: heard.rows[0]!.id, state: "heard", until };
}

type Kept = { shopId: bigint; webhookId: string; topic: string; triggeredAt: Date; body: string };

// A refused body may hold a person's data like any other: it is sealed, and swept with the parked.
async function keepRefused(db: Db, kept: Kept, reason: string): Promise<void> {
  await inShop(db, kept.shopId, (client) =>
    client.query(
      `insert into inbox (shop_id, webhook_id, topic, triggered_at, sealed, state, reason)
       values ($1, $2, $3, $4, $5, 'refused', $6) on conflict do nothing`,
      [kept.shopId, kept.webhookId, kept.topic, kept.triggeredAt, seal(kept.body), reason],
    ),
  );
}

async function count(db: Db, shopId: bigint, at: Date, what: string): Promise<void> {
  await inShop(db, shopId, (client) =>
    client.query(
      `insert into door_count (shop_id, day, what, count) values ($1, $2, $3, 1)
       on conflict (shop_id, day, what) do update set count = door_count.count + 1`,
      [shopId, at.toISOString().slice(0, 10), what],
    ),
  );
}
