import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { marketingChannels } from "../../app/ledger/marketing-channel.ts";
import { writeSurveySettings } from "../../app/ledger/survey-settings.server.ts";
import { usualSettings } from "../../app/ledger/survey-words.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { marketing } from "../../app/scorecard/marketing.server.ts";
import { scorecard } from "../../app/scorecard/scorecard.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { fulfillment, order as orderFact } from "../ledger/make.ts";
import { deliver, drainAll, order as orderBody, readInbox, rowsOf } from "./deliver.ts";
import { answersOf, heard, nps, openSurvey, type OpenSurvey } from "./survey-open.ts";

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

test("an answer is kept, told of, and stands as a fact after the drain", async () => {
  const said = await survey.send({ ...nps("11", 9), text: "  Good soap  " });
  expect(said).toMatchObject({ status: 202, cors: "*" });
  expect(said.body).toEqual({ status: "kept", order: "not known yet" });
  await survey.settle();
  expect(survey.told).toEqual([shop.id]);
  await drainAll(db, shop.id);
  expect(await answersOf(db, shop)).toMatchObject([
    {
      ...{ order_ref: "11", question: "nps", touchpoint: "checkout", score: 9 },
      ...{ text: "Good soap", answered_at: start },
    },
  ]);
  expect(await readInbox(db, shop.id)).toEqual([]);
});

test("both questions go in one post and the words stay with one answer", async () => {
  const both = [
    { question: "csat", score: 5 },
    { question: "nps", score: 10 },
  ];
  expect((await survey.send({ ...nps("12", 0), answers: both, text: "Fine" })).status).toBe(202);
  await drainAll(db, shop.id);
  expect(
    (await answersOf(db, shop)).map(({ question, score, text }) => [question, score, text]),
  ).toEqual([
    ["csat", 5, null],
    ["nps", 10, "Fine"],
  ]);
});

test("answers of an order that arrives later join it: channel, region and customer kind", async () => {
  for (let id = 1; id <= 10; id += 1) await survey.send(nps(`50${id}`, 10));
  await drainAll(db, shop.id);
  const period = { from: "2026-03-01", to: "2026-04-01" };
  const before = await scorecard(db, shop, { period, asOf: start });
  expect(before.kpis.find(({ id }) => id === "nps")).toMatchObject({ value: 100, n: 10 });
  const online = () =>
    rowsOf<{ key: string; value: string }>(
      db,
      shop.id,
      `select key, value from measure_day where measure = 'nps-answers-checkout'
         and dimension = 'channel'`,
    );
  expect(await online()).toEqual([{ key: "unknown", value: "10" }]);
  await deliver(
    db,
    shop.id,
    Array.from({ length: 10 }, (_, at) => ({ topic: "orders/create", body: orderBody(501 + at) })),
  );
  await drainAll(db, shop.id);
  expect(await online()).toEqual([
    { key: "online", value: "9" },
    { key: "unknown", value: "1" },
  ]);
});

test("the earliest answer of an order, question and touchpoint stays", async () => {
  await survey.send(nps("21", 9));
  survey.setNow(new Date(start.getTime() + 60_000));
  await survey.send(nps("21", 2));
  await drainAll(db, shop.id);
  survey.setNow(new Date(start.getTime() + 3_600_000));
  const again = await survey.send(nps("21", 3));
  expect(again).toMatchObject({ status: 200, body: { status: "already answered" } });
  await drainAll(db, shop.id);
  expect(await answersOf(db, shop)).toMatchObject([{ score: 9, answered_at: start }]);
});

test("order status asks anew from the delivery on, and that is another touchpoint", async () => {
  const delivered = new Date("2026-03-03T08:00:00Z");
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      orderFact("31"),
      fulfillment("f1", "31", 0, { deliveredAt: delivered }),
      orderFact("32"),
    ]),
  );
  await survey.send(nps("31", 9));
  await survey.send(nps("31", 4, { page: "order-status" }));
  await survey.send(nps("32", 7, { page: "order-status" }));
  await drainAll(db, shop.id);
  expect(
    (await answersOf(db, shop)).map((row) => [row.order_ref, row.touchpoint, row.score]),
  ).toEqual([
    ["31", "after-delivery", 4],
    ["31", "checkout", 9],
    ["32", "checkout", 7],
  ]);
});

test("the page learns what to ask, in the buyer's language, and nothing once it is answered", async () => {
  const german = await survey.ask("?order=gid://shopify/Order/41&page=thank-you&locale=de-AT");
  expect(german).toMatchObject({ status: 200, cors: "*" });
  expect(german.body).toMatchObject({
    language: "de",
    questions: ["csat", "nps"],
    words: { csat: "Wie zufrieden sind Sie?" },
  });
  await inShop(db, shop.id, (client) =>
    writeSurveySettings(client, shop, {
      asks: ["nps"],
      mainLanguage: "pt-br",
      words: { "pt-br": { nps: "Você nos recomendaria?" }, de: { nps: "Empfehlen Sie uns?" } },
    }),
  );
  const own = await survey.ask("?order=41&page=thank-you&locale=de");
  expect(own.body).toMatchObject({ questions: ["nps"], words: { nps: "Empfehlen Sie uns?" } });
  const other = await survey.ask("?order=41&page=thank-you&locale=sv");
  expect(other.body).toMatchObject({ language: "pt-br", words: { nps: "Você nos recomendaria?" } });
  await survey.send(nps("41", 9));
  await drainAll(db, shop.id);
  expect((await survey.ask("?order=41&page=thank-you&locale=de")).body).toMatchObject({
    questions: [],
  });
});

test("the shop that an order was looked up in is left behind with the look", async () => {
  await inShop(db, shop.id, (client) => writeFacts(client, shop, [orderFact("71")]));
  for (let look = 0; look < 20; look += 1) await survey.send(nps("71", 9));
  const { rows } = await db.app.query("select id from orders");
  expect(rows).toEqual([]);
});

test("the shop is the token's: an answer lands there and nowhere else", async () => {
  const other = await testShop(db);
  await inShop(db, other.id, (client) => writeFacts(client, other, [orderFact("61")]));
  const said = await survey.send(nps("61", 9));
  // Another shop's order is simply not known here.
  expect(said).toMatchObject({ status: 202, body: { order: "not known yet" } });
  await drainAll(db, shop.id);
  expect(await answersOf(db, shop)).toHaveLength(1);
  expect(await answersOf(db, other)).toEqual([]);
  const named = await survey.send(nps("62", 9, { shop: other.domain }));
  expect(named.status).toBe(422);
  expect(named.body.error).toContain('"shop"');
});

test("how a buyer heard of the shop is asked where that is on, kept as a channel, and asked once", async () => {
  const query = "?order=31&page=thank-you&locale=de";
  expect((await survey.ask(query)).body).toMatchObject({ questions: ["csat", "nps"], choices: [] });
  await inShop(db, shop.id, (client) =>
    writeSurveySettings(client, shop, {
      ...usualSettings,
      asks: ["csat", "heard-about"],
      words: { de: { heardFriend: "Von Freunden" } },
    }),
  );
  const { body } = await survey.ask(query);
  expect(body).toMatchObject({
    questions: ["csat", "heard-about"],
    words: { heard: "Wie haben Sie von uns erfahren?" },
  });
  expect(body["choices"]).toContainEqual({ channel: "referral", label: "Von Freunden" });
  expect(body["choices"]).toHaveLength(marketingChannels.length - 1);
  expect((await survey.send(heard("31", "referral"))).status).toBe(202);
  await drainAll(db, shop.id);
  const kept = { question: "heard-about", text: "referral", score: 0, touchpoint: "checkout" };
  expect(await answersOf(db, shop)).toMatchObject([kept]);
  expect((await survey.ask(query)).body).toMatchObject({ questions: ["csat"], choices: [] });
  // After the delivery scores are asked anew, that is not.
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      orderFact("31"),
      fulfillment("f1", "31", 0, { deliveredAt: new Date("2026-03-03T08:00:00Z") }),
    ]),
  );
  const later = await survey.ask("?order=31&page=order-status");
  expect(later.body).toMatchObject({ questions: ["csat"] });
  const both = [
    { question: "csat", score: 4 },
    { question: "heard-about", channel: "email" },
  ];
  await survey.send({ ...nps("32", 0), answers: both, text: "Fine" });
  await drainAll(db, shop.id);
  expect((await answersOf(db, shop)).slice(1)).toMatchObject([
    { order_ref: "32", question: "csat", text: "Fine" },
    { order_ref: "32", question: "heard-about", text: "email" },
  ]);
  const period = { from: "2026-03-01", to: "2026-04-01" };
  const asked = { period, rule: "said", asOf: start } as const;
  expect((await marketing(db, shop, asked)).channels[0]).toMatchObject({
    ...{ key: "referral", orders: 1, netFirst: "10.00", netLast: "0.00" },
  });
});
