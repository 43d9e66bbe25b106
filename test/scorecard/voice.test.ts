// Scores by hand; the intervals are those of definitions.md, tested where they live.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { AnswerFact, ShopContext } from "../../app/ledger/facts.ts";
import { setTarget, always } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { readPlace } from "../../app/scorecard/lists.ts";
import { scorecard } from "../../app/scorecard/scorecard.server.ts";
import { voice, type VoiceAsked } from "../../app/scorecard/voice.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { fulfillment, line, order } from "../ledger/make.ts";

let db: Db;
let shop: ShopContext;
const march = { from: "2026-03-01", to: "2026-04-01" };
const asked: VoiceAsked = {
  ...{ period: march, question: "nps", touchpoint: null, by: "channel", after: null },
  asOf: new Date("2026-04-02T00:00:00Z"),
};
const ask = (more: Partial<VoiceAsked> = {}) => voice(db, shop, { ...asked, ...more });

const said = (
  orderRef: string,
  score: number,
  day: number,
  more: Partial<AnswerFact> = {},
): AnswerFact => ({
  ...{ kind: "answer", orderRef, question: "nps", touchpoint: "checkout", score, text: null },
  answeredAt: new Date(Date.UTC(2026, 2, day, 12)),
  ...more,
});

// Twelve orders: eight online, four by draft; four of them delivered. Soap in all, a dish in three.
const orders = Array.from({ length: 12 }, (_, at) =>
  order(String(at + 1), 0, {
    processedAt: new Date("2026-03-02T10:00:00Z"),
    channel: at < 8 ? "online" : "draft",
    region: at < 6 ? "DE" : "FR",
    lines: [
      line("1", { productId: "soap", title: "Soap" }),
      ...(at < 3 ? [line("2", { productId: "dish", title: "Dish", position: 1 })] : []),
    ],
  }),
);

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      ...orders,
      order("pos", 0, { channel: "pos", processedAt: new Date("2026-03-02T10:00:00Z") }),
      ...[1, 2, 3, 4].map((id) =>
        fulfillment(`f${id}`, String(id), 0, { deliveredAt: new Date("2026-03-04T10:00:00Z") }),
      ),
      // At checkout ten of the twelve: 9 × 6, 7 × 2, 3 × 2.
      ...[9, 9, 9, 9, 9, 9, 7, 7, 3, 3].map((score, at) => said(String(at + 1), score, 3)),
      said("nowhere", 10, 5),
      said("1", 0, 6, { touchpoint: "after-delivery" }),
      ...[5, 5, 4, 2].map((score, at) => said(String(at + 1), score, 3, { question: "csat" })),
      // Words of one post stand with one of its answers.
      said("11", 8, 7, { text: "Fine <script>alert(1)</script>" }),
      said("11", 4, 7, { question: "csat" }),
      said("early", 9, 1, { answeredAt: new Date("2026-02-27T12:00:00Z"), text: "Before" }),
    ]),
  );
  await recompute(db, shop, { asOf: new Date("2026-03-20T00:00:00Z") });
});
afterAll(() => db.close());

test("the score is the scorecard's: same touchpoint, value, interval, n", async () => {
  const { kpis } = await scorecard(db, shop, {
    period: march,
    asOf: new Date("2026-03-20T00:00:00Z"),
  });
  const { touchpoint, summaries } = await ask();
  for (const { question, value, n, interval } of summaries) {
    const kpi = kpis.find(({ id }) => id === question)!;
    expect(kpi).toMatchObject({ value, n, interval });
    expect(kpi.beside["touchpoint"]).toBe(touchpoint);
  }
  // 12 answers: 7 promoters, 2 detractors.
  expect(summaries[0]).toMatchObject({ question: "nps", n: 12, status: "no-target", more: null });
  expect(summaries[0]!.value).toBeCloseTo((100 * 5) / 12, 10);
  // Five CSAT answers: five more and there is a score.
  expect(summaries[1]).toMatchObject({ question: "csat", n: 5, value: null, more: 5 });
});

test("every score of the scale is there, and answers without an order are told apart", async () => {
  const { distribution, unknownOrders, touchpoints } = await ask();
  expect(distribution.map(({ score, n }) => [score, n])).toEqual([
    ...[
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 2],
      [4, 0],
      [5, 0],
    ],
    ...[
      [6, 0],
      [7, 2],
      [8, 1],
      [9, 6],
      [10, 1],
    ],
  ]);
  expect(unknownOrders).toBe(1);
  expect(touchpoints).toEqual([
    { touchpoint: "after-delivery", n: 1 },
    { touchpoint: "checkout", n: 17 },
  ]);
  const csat = await ask({ question: "csat" });
  expect(csat.distribution.map(({ n }) => n)).toEqual([0, 1, 0, 2, 2]);
});

test("the response rate is of those who were asked", async () => {
  // Checkout: twelve orders not at a counter, eleven answered. After delivery: four, one answered.
  expect((await ask()).response).toEqual({ asked: 12, answered: 11 });
  const after = await ask({ touchpoint: "after-delivery", by: "touchpoint" });
  expect(after.response).toEqual({ asked: 4, answered: 1 });
  expect(after.parts.map(({ key, n, response }) => [key, n, response])).toEqual([
    ["checkout", 12, { asked: 12, answered: 11 }],
    ["after-delivery", 1, { asked: 4, answered: 1 }],
  ]);
  expect((await ask({ touchpoint: "service" })).response).toBeNull();
  expect((await ask({ touchpoint: "pos" })).response).toEqual({ asked: 1, answered: 0 });
});

test("parts by channel, region, product and month count the same answers", async () => {
  const parts = async (by: VoiceAsked["by"], period = march) =>
    (await ask({ by, period })).parts.map(({ label, n, value, response }) => [
      label,
      n,
      value,
      response?.asked ?? null,
    ]);
  expect(await parts("channel")).toEqual([
    ["Online store", 8, null, 8],
    ["Draft orders", 3, null, 4],
    ["Unknown channel", 1, null, null],
  ]);
  expect(await parts("region")).toEqual([
    ["Germany", 6, null, 6],
    ["France", 5, null, 6],
    ["Unknown region", 1, null, null],
  ]);
  expect(await parts("product")).toEqual([
    // 11 answers, 6 promoters, 2 detractors.
    ["soap", 11, (100 * 4) / 11, 12],
    ["dish", 3, null, 3],
    ["On no line", 1, null, null],
  ]);
  const months = await parts("month", { from: "2026-02-01", to: "2026-04-01" });
  expect(months).toEqual([
    ["2026-03-01", 12, (100 * 5) / 12, 12],
    ["2026-02-01", 1, null, null],
  ]);
});

test("words come newest first with all scores of their order, page by page", async () => {
  const { verbatims } = await ask({ by: "month" });
  expect(verbatims).toEqual({
    rows: [
      {
        ...{ order: "11", name: "#11", shopifyId: "11", day: "2026-03-07" },
        text: "Fine <script>alert(1)</script>",
        scores: [
          { question: "csat", score: 4 },
          { question: "nps", score: 8 },
        ],
      },
    ],
    next: null,
  });
  const april = { from: "2026-04-01", to: "2026-05-01" };
  const many = Array.from({ length: 60 }, (_, at) =>
    said(at % 4 < 2 ? `alone-${at}` : `pair-${at >> 1}`, 3, 1, {
      question: at % 2 ? "csat" : "nps",
      // Thirty pairs at one instant, some of one order: pages must not lose or repeat one of a pair.
      answeredAt: new Date(Date.UTC(2026, 3, 2, 10, at >> 1)),
      text: `words ${at}`,
    }),
  );
  await inShop(db, shop.id, (client) => writeFacts(client, shop, many));
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page = await ask({ period: april, after: readPlace(after) });
    seen.push(...page.verbatims.rows.map(({ text }) => text));
    after = page.verbatims.next;
  } while (after !== null);
  expect(seen).toHaveLength(60);
  expect(new Set(seen).size).toBe(60);
  expect(seen[0]).toMatch(/words 5[89]/);
});

test("a target is on, off or open, and open says how many more answers would decide", async () => {
  await setTarget(db, shop, { kpi: "nps", ...always, value: "60" });
  const [nps] = (await ask()).summaries;
  expect(nps).toMatchObject({ target: 60, status: "cannot-tell" });
  expect(nps!.more).toBeGreaterThan(0);
  await setTarget(db, shop, { kpi: "nps", ...always, value: "100" });
  expect((await ask()).summaries[0]).toMatchObject({ status: "off", more: null });
});

test("a target that is a change, or a band, is what it asks of these days", async () => {
  const two = { from: "2026-03-05", to: "2026-03-07" };
  const target = async () => (await ask({ period: two })).summaries[0]!.target;
  // Two days before: 6 promoters and 2 detractors of 10, 40 points.
  await setTarget(db, shop, { kpi: "nps", ...two, value: "0.1", kind: "percent" });
  expect(await target()).toBeCloseTo(44, 9);
  await setTarget(db, shop, { kpi: "nps", ...two, value: "20", kind: "band", high: "60" });
  expect(await target()).toBe(20);
});
