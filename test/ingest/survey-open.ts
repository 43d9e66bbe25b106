// A survey door of its own on a port, for tests: limits count in memory.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Db } from "../../app/db.server.ts";
import { createSurveyDoor } from "../../app/ingest/survey.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { buyerToken } from "../platform/tokens.ts";
import { rowsOf } from "./deliver.ts";

export const app = { key: "our-key", secret: "our secret" };

export type Said = {
  status: number;
  /** Access-Control-Allow-Origin. */
  cors: string | null;
  headers: Headers;
  body: Record<string, unknown> & { error: string };
};
type Sent = { token?: string | null; from?: string; method?: string; query?: string };

export type OpenSurvey = {
  port: number;
  /** Posts a body (text as it is) with a good token; `from` is what a proxy says of the sender. */
  send(body: unknown, sent?: Sent): Promise<Said>;
  /** GET with that query. */
  ask(query: string): Promise<Said>;
  /** Shops that were told of, in order. */
  told: bigint[];
  setNow(at: Date): void;
  settle(): Promise<void>;
  close(): Promise<void>;
};

export async function openSurvey(db: Db, shop: ShopContext, start: Date): Promise<OpenSurvey> {
  let now = start;
  const told: bigint[] = [];
  const door = createSurveyDoor({
    db,
    apiKey: app.key,
    proxies: 1,
    secrets: [app.secret],
    now: () => now,
    onShops: (ids) => void told.push(...ids),
  });
  const server = createServer(door);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/api/survey`;

  async function send(body: unknown, sent: Sent = {}): Promise<Said> {
    const token = sent.token === undefined ? buyerToken(app, shop.domain, now) : sent.token;
    const method = sent.method ?? "POST";
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await fetch(url + (sent.query ?? ""), {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(sent.from ? { "x-forwarded-for": sent.from } : {}),
      },
      ...(method === "POST" ? { body: text } : {}),
    });
    const said = await answer.text();
    return {
      status: answer.status,
      cors: answer.headers.get("access-control-allow-origin"),
      headers: answer.headers,
      body: said ? JSON.parse(said) : {},
    };
  }

  return {
    port,
    send,
    ask: (query) => send(null, { method: "GET", query }),
    told,
    setNow: (at) => void (now = at),
    settle: () => door.settle(),
    async close() {
      await door.settle();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The body of one NPS answer on the thank-you page. */
export const nps = (order: string, score: unknown, more: object = {}) => ({
  order: `gid://shopify/OrderIdentity/${order}`,
  page: "thank-you",
  answers: [{ question: "nps", score }],
  ...more,
});

/** The body of a tap on how the buyer heard of the shop. */
export const heard = (order: string, channel: string) => ({
  ...nps(order, 0),
  answers: [{ question: "heard-about", channel }],
});

type Stored = {
  order_ref: string;
  question: string;
  touchpoint: string;
  score: number;
  text: string | null;
  answered_at: Date;
};

export const answersOf = (db: Db, shop: ShopContext) =>
  rowsOf<Stored>(db, shop.id, "select * from answer order by order_ref, question, touchpoint");
