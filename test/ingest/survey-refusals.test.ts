// The bad inputs of the survey: each has its status, its words, and CORS headers.
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { createSurveyDoor } from "../../app/ingest/survey.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { freshDatabase, testShop } from "../database.ts";
import { buyerToken, signedToken } from "../platform/tokens.ts";
import { drainAll, readInbox } from "./deliver.ts";
import { answersOf, app, heard, nps, openSurvey, type OpenSurvey } from "./survey-open.ts";

const start = new Date("2026-03-04T10:00:00Z");
let db: Db;
let shop: ShopContext;
let survey: OpenSurvey;

beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

beforeEach(async () => {
  shop = await testShop(db);
  survey = await openSurvey(db, shop, start);
  return () => survey.close();
});

test("tokens that are missing, forged, expired, of another app or shop get 401 or 403, with CORS", async () => {
  const seconds = start.getTime() / 1000;
  const claims = { dest: shop.domain, aud: app.key, exp: seconds + 60, nbf: seconds };
  const cases: [string | null, number, string][] = [
    [null, 401, "got no session token"],
    ["rubbish", 401, "got no session token"],
    [signedToken(claims, "guessed"), 401, "did not sign"],
    [signedToken({ ...claims, exp: seconds - 60 }, app.secret), 401, "expired"],
    [signedToken({ ...claims, aud: "theirs" }, app.secret), 401, "another app"],
    [buyerToken(app, "stranger.myshopify.com", start), 403, "not installed"],
  ];
  for (const [token, status, words] of cases) {
    const said = await survey.send(nps("71", 9), { token });
    expect(said, words).toMatchObject({ status, cors: "*" });
    expect(said.body.error).toContain(words);
  }
  expect(await readInbox(db, shop.id)).toEqual([]);
});

test("what is no answer is refused: got, expected, and the field's name", async () => {
  const cases: [unknown, number, string][] = [
    ["not json", 400, "no JSON object"],
    ["[1]", 400, "no JSON object"],
    [nps("81", 11), 422, "answers.0.score: got 11, expected 0 to 10"],
    [nps("81", -1), 422, "got -1, expected 0 to 10"],
    [nps("81", 8.5), 422, "expected a whole number"],
    [nps("81", "9"), 422, "expected a whole number"],
    [{ ...nps("81", 0), answers: [{ question: "csat", score: 0 }] }, 422, "expected 1 to 5"],
    [
      { ...nps("81", 0), answers: [{ question: "mood", score: 1 }] },
      422,
      "csat or nps, or heard-about",
    ],
    [heard("81", "unknown"), 422, "answers.0.channel: expected one of organic-search, paid-"],
    [{ ...heard("81", "email"), text: "Hi" }, 422, "text: got words beside no score"],
    [{ ...nps("81", 0), answers: [] }, 422, "got no answer"],
    [nps("81", 9, { page: "checkout" }), 422, "page: expected thank-you or order-status"],
    [nps("81'; drop table answer", 9), 422, "order: got something else"],
    [nps("81", 9, { text: "x".repeat(10_240) }), 422, "at most 2000 characters"],
    [nps("81", 9, { text: "x".repeat(100_000) }), 413, "64 kB"],
  ];
  for (const [body, status, words] of cases) {
    const said = await survey.send(body);
    expect(said, words).toMatchObject({ status, cors: "*" });
    expect(said.body.error).toContain(words);
  }
  expect(await readInbox(db, shop.id)).toEqual([]);
  const wrongAsk = await survey.ask("?order=&page=thank-you");
  expect(wrongAsk).toMatchObject({ status: 422, cors: "*" });
});

test("script and NUL in a text are kept as text", async () => {
  const text = '<script>alert(1)</script>\u0000 =HYPERLINK("x")';
  await survey.send(nps("91", 3, { text }));
  await drainAll(db, shop.id);
  const [stored] = await answersOf(db, shop);
  expect(stored!.text).toBe('<script>alert(1)</script>\ufffd =HYPERLINK("x")');
});

test("the same answer 1,000 times is one answer, and most of the thousand are told to stop", async () => {
  const counts = new Map<number, number>();
  for (let round = 0; round < 20; round += 1) {
    const sent = Array.from({ length: 50 }, (_, at) =>
      survey.send(nps("101", 8), { from: `9.9.${round}.${at}` }),
    );
    for (const { status } of await Promise.all(sent)) {
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
  }
  expect(Object.fromEntries(counts)).toEqual({ 202: 20, 429: 980 });
  await drainAll(db, shop.id);
  expect(await answersOf(db, shop)).toMatchObject([{ order_ref: "101", score: 8 }]);
});

test("of 10,000 answers in a minute from one address 120 are taken, and a neighbour's is too", async () => {
  const counts = new Map<number, number>();
  for (let round = 0; round < 100; round += 1) {
    const sent = Array.from({ length: 100 }, (_, at) =>
      survey.send(nps(`${1000 + round * 100 + at}`, 8), { from: "203.0.113.7" }),
    );
    for (const said of await Promise.all(sent)) {
      counts.set(said.status, (counts.get(said.status) ?? 0) + 1);
      expect(said.cors).toBe("*");
      if (said.status === 429) expect(Number(said.headers.get("retry-after"))).toBeGreaterThan(0);
    }
  }
  expect(Object.fromEntries(counts)).toEqual({ 202: 120, 429: 9_880 });
  // What the buyer's side writes further left is not believed.
  expect((await survey.send(nps("1", 8), { from: "1.1.1.1, 203.0.113.7" })).status).toBe(429);
  expect((await survey.send(nps("2", 8), { from: "203.0.113.8" })).status).toBe(202);
  survey.setNow(new Date(start.getTime() + 61_000));
  expect((await survey.send(nps("3", 8), { from: "203.0.113.7" })).status).toBe(202);
}, 120_000);

test("a browser's question beforehand is answered, other methods are not", async () => {
  const asked = await survey.send(null, { method: "OPTIONS" });
  expect(asked).toMatchObject({ status: 204, cors: "*" });
  expect(asked.headers.get("access-control-allow-headers")).toContain("Authorization");
  expect(await survey.send(null, { method: "DELETE" })).toMatchObject({ status: 405, cors: "*" });
});

test("a body that never ends is answered and then cut off", async () => {
  const socket = connect(survey.port, "127.0.0.1");
  const token = buyerToken(app, shop.domain, start);
  socket.write(
    `POST /api/survey HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nTransfer-Encoding: chunked\r\n\r\n`,
  );
  const chunk = `4000\r\n${"x".repeat(0x4000)}\r\n`;
  const more = setInterval(() => socket.write(chunk), 20);
  let said = "";
  socket.on("data", (part: Buffer) => (said += part.toString()));
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("close", resolve));
  clearInterval(more);
  expect(said).toContain("HTTP/1.1 413");
});

test("with the database away an answer is 503 with CORS, so that the page can say so", async () => {
  const away = await freshDatabase();
  const lost = await testShop(away);
  const asking = createSurveyDoor({
    db: away,
    apiKey: app.key,
    secrets: [app.secret],
    now: () => start,
    onShops: () => {},
  });
  const server = createServer(asking);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await away.close();
  const answer = await fetch(`http://127.0.0.1:${port}/api/survey`, {
    method: "POST",
    headers: { authorization: `Bearer ${buyerToken(app, lost.domain, start)}` },
    body: JSON.stringify(nps("1", 9)),
  });
  expect(answer.status).toBe(503);
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  await asking.settle();
  await new Promise((resolve) => server.close(resolve));
});
