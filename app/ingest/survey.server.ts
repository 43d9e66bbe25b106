// The survey door on raw node http: GET /api/survey says what to ask, POST /api/survey takes answers.
//
// The shop is the token's and nobody else's. An answer is stored in the inbox before it is answered
// for and becomes a fact by the shop's drain, like a webhook: a ledger that is busy loses none. Every
// reply carries CORS headers, refusals too: without them an extension sees a network error only.
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Db } from "../db.server.ts";
import { findShop } from "../ledger/shop.server.ts";
import { log } from "../log.server.ts";
import { createInboxWriter } from "./inbox.server.ts";
import { orderId, page, SurveyPost, surveyTopic, type StoredSurvey } from "./survey-answer.ts";
import { createLimit } from "./survey-limit.ts";
import { readAskedOrder, whatToAsk } from "./survey-order.server.ts";
import { addressOf, bodyOf, readJson, reply, type Reply } from "./survey-http.server.ts";
import { readSessionToken, type TokenKeys } from "./survey-token.ts";
import { createTeller } from "./tell.server.ts";

export type SurveyDoorOptions = TokenKeys & {
  db: Db;
  now: () => Date;
  /** Told at most every 100 ms which shops have something new in the inbox. */
  onShops: (shopIds: bigint[]) => void | Promise<void>;
  /** Of our own, in front of it. Default 0. */
  proxies?: number;
};

/** A request handler; `settle` resolves when nothing it took is still on its way. */
export type SurveyDoor = ((req: IncomingMessage, res: ServerResponse) => void) & {
  settle(): Promise<void>;
};

/** A minute. Many buyers share an address (offices, phone networks), none answers so often. */
const answersOfAddress = 120;
const asksOfAddress = 600;
/** One order has two questions at two touchpoints; the rest is a page that repeats itself. */
const answersOfOrder = 20;
const answersOfToken = 20;
/** How long a process may believe what it read of a shop. */
const shopKnownMs = 10_000;
const deadlineMs = 3_000;

const refusal = (status: number, error: string): Reply => ({ status, body: { error } });
const notStored = refusal(503, "the answer is not stored: send it again in a moment");
const tooOften = (whose: string, waitSeconds: number): Reply => ({
  ...refusal(429, `got too many requests ${whose} in a minute: wait ${waitSeconds} seconds`),
  headers: { "Retry-After": String(waitSeconds) },
});

export function createSurveyDoor(options: SurveyDoorOptions): SurveyDoor {
  const { db, now } = options;
  const inbox = createInboxWriter(db);
  const teller = createTeller(options.onShops);
  const shops = new Map<string, { id: bigint; until: number }>();
  const limits = {
    asks: createLimit(asksOfAddress),
    answers: createLimit(answersOfAddress),
    order: createLimit(answersOfOrder),
    token: createLimit(answersOfToken),
  };

  /** The id of an installed shop, or null. */
  async function installed(domain: string): Promise<bigint | null> {
    const known = shops.get(domain);
    if (known && known.until > now().getTime()) return known.id;
    const shop = await findShop(db, domain);
    if (shop?.state !== "installed") return null;
    shops.set(domain, { id: shop.id, until: now().getTime() + shopKnownMs });
    return shop.id;
  }

  async function take(req: IncomingMessage): Promise<Reply> {
    const isAnswer = req.method === "POST";
    const limit = isAnswer ? limits.answers : limits.asks;
    const wait = limit.take(addressOf(req, options.proxies ?? 0), now());
    if (wait > 0) return tooOften("from this address", wait);
    const bearer = /^Bearer\s+(\S+)$/i.exec(req.headers.authorization ?? "")?.[1];
    if (!bearer) {
      return refusal(401, "got no session token, expected Authorization: Bearer <session token>");
    }
    const token = readSessionToken(bearer, options, now());
    if ("refused" in token) return refusal(401, token.refused);
    const shopId = await installed(token.shop);
    if (shopId === null) {
      return refusal(403, `got a token of ${token.shop}, where the app is not installed`);
    }
    return isAnswer ? answer(req, shopId, bearer) : ask(req, shopId);
  }

  async function ask(req: IncomingMessage, shopId: bigint): Promise<Reply> {
    const search = new URL(req.url ?? "/", "http://app").searchParams;
    const order = orderId.safeParse(search.get("order") ?? undefined);
    if (!order.success) return refusal(422, `order: ${order.error.issues[0]?.message}`);
    const where = page.safeParse(search.get("page"));
    if (!where.success) return refusal(422, `page: ${where.error.issues[0]?.message}`);
    const given = { order: order.data, page: where.data, now: now() };
    const locale = search.get("locale") ?? "";
    return { status: 200, body: await whatToAsk(db, shopId, { ...given, locale }) };
  }

  async function answer(req: IncomingMessage, shopId: bigint, bearer: string): Promise<Reply> {
    const text = await bodyOf(req);
    if (text === null) {
      return refusal(413, "got more than 64 kB, expected a score and a short text");
    }
    const json = readJson(text);
    if (!json) return refusal(400, "got a body that is no JSON object, expected one");
    const post = SurveyPost.safeParse(json);
    if (!post.success) {
      const [issue] = post.error.issues;
      return refusal(422, `${issue?.path.join(".") || "body"}: ${issue?.message}`);
    }
    const { order } = post.data;
    const wait = Math.max(
      limits.order.take(`${shopId} ${order}`, now()),
      limits.token.take(createHash("sha256").update(bearer).digest("base64"), now()),
    );
    if (wait > 0) return tooOften("for this order", wait);
    return store(shopId, post.data);
  }

  async function store(shopId: bigint, { order, answers, ...post }: SurveyPost): Promise<Reply> {
    const at = now();
    const asked = await readAskedOrder(db, shopId, { order, page: post.page, now: at });
    const fresh = answers.filter(({ question }) => !asked.answered.has(question));
    const known = { order: asked.isKnown ? "known" : "not known yet" };
    if (fresh.length === 0) {
      return { status: 200, body: { status: "already answered", ...known } };
    }
    const said = { order, touchpoint: asked.touchpoint, answers: fresh, text: words(post.text) };
    await inbox.put({
      shopId,
      // The same answer again, before the first is applied, is the same delivery.
      webhookId: `survey-${createHash("sha256").update(JSON.stringify(said)).digest("hex")}`,
      topic: surveyTopic.topic,
      apiVersion: "",
      eventId: "",
      triggeredAt: at,
      body: JSON.stringify({ ...said, answered_at: at.toISOString() } as StoredSurvey),
    });
    teller.hear(shopId);
    return { status: 202, body: { status: "kept", ...known } };
  }

  function handle(req: IncomingMessage, res: ServerResponse): void {
    if (req.method === "OPTIONS") return reply(req, res, { status: 204, body: null });
    if (req.method !== "POST" && req.method !== "GET") {
      return reply(req, res, refusal(405, `got ${req.method}, expected GET or POST`));
    }
    const deadline = setTimeout(() => reply(req, res, notStored), deadlineMs);
    take(req)
      .then(
        (answered) => reply(req, res, answered),
        (error: Error) => {
          log.error({ error }, "the survey door could not reach the database");
          reply(req, res, notStored);
        },
      )
      .finally(() => clearTimeout(deadline));
  }

  return Object.assign(handle, {
    async settle(): Promise<void> {
      await inbox.settle();
      await teller.settle();
    },
  });
}

const words = (text: string | undefined) => text?.trim() || null;
