import { expect, test } from "vitest";
import { Voice } from "../../app/panels/voice.tsx";
import type { Voice as VoiceData, VoiceSummary } from "../../app/scorecard/voice.ts";
import type { PageTime } from "../../app/panels/page-head.tsx";
import { shown } from "./shown.tsx";

const time: PageTime = {
  chosen: {
    choice: "last-month",
    versus: "previous",
    period: { from: "2026-03-01", to: "2026-04-01" },
    against: { from: "2026-02-01", to: "2026-03-01" },
    wholeDays: 31,
  },
  today: "2026-04-12",
  asOf: "2026-04-12T08:00:00.000Z",
  timeZone: "UTC",
  historyFrom: null,
  locale: "en",
};
const nps: VoiceSummary = {
  ...{ question: "nps", n: 120, value: 41.2, interval: [28.1, 54.3] },
  ...{ target: 50, status: "cannot-tell", more: 1234 },
};
const csat: VoiceSummary = {
  ...{ question: "csat", n: 4, value: null, interval: null },
  ...{ target: null, status: "no-data", more: 6 },
};
const data: VoiceData = {
  ...{ question: "nps", touchpoint: "checkout", by: "channel", unknownOrders: 2 },
  touchpoints: [{ touchpoint: "checkout", n: 124 }],
  summaries: [nps, csat],
  response: { asked: 800, answered: 120 },
  distribution: Array.from({ length: 11 }, (_, score) => ({ score, n: score === 9 ? 90 : 3 })),
  parts: [
    {
      ...{ key: "online", label: "Online store", n: 116, value: -12, interval: [-30, 5] },
      response: { asked: 700, answered: 116 },
    },
    { key: "draft", label: "Draft orders", n: 4, value: null, interval: null, response: null },
  ],
  verbatims: {
    rows: [
      {
        ...{ order: "77", name: "#1077", shopifyId: "77", day: "2026-03-09" },
        scores: [{ question: "nps", score: 3 }],
        text: "<script>alert(1)</script>\nLate",
      },
      {
        ...{ order: "99", name: null, shopifyId: null, day: "2026-03-08" },
        scores: [],
        text: "Fine",
      },
    ],
    next: "5.77 nps",
  },
};
const page = (more: Partial<VoiceData> = {}, address = "/app/voice?period=last-month") =>
  shown(
    <Voice voice={{ ...data, ...more }} time={time} currency="USD" store="a-shop" size={25} />,
    address,
  );

test("scores stand with interval, n, status and what would decide", async () => {
  const { text } = await page();
  expect(text).toContain("41 between 28 and 54 · 120 answers");
  expect(text).toContain("About 1,234 more answers would tell whether you reach 50.");
  expect(text).toContain(
    "Too few answers for a score 4 answers 6 more answers and there is a score.",
  );
  expect(text).toContain("15% of the 800 orders asked answered.");
  expect(text).toContain("2 answers belong to orders that are not known yet");
});

test("lines with few answers are grey and show no score; nothing is hidden behind colour", async () => {
  const { html, text } = await page();
  expect(text).toMatch(/Online store −12 −30 to 5 116 16\.6%/);
  expect(text).toMatch(/Draft orders Too few – 4 –/);
  expect(html).toContain('<span class="ff-quiet">Draft orders</span>');
  expect(text).toContain("Lines with fewer than ten answers show no score");
});

test("script in a text is shown as text, with the way to its order", async () => {
  const { html, text } = await page();
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(html).not.toContain("<script>alert");
  expect(html).toContain('href="https://admin.shopify.com/store/a-shop/orders/77"');
  expect(text).toContain("Order not known yet");
});

test("what is chosen lives in the address", async () => {
  const { html } = await page({}, "/app/voice?period=90&after=9.x&id_token=secret");
  expect(html).toContain('href="/app/voice?period=90&amp;question=csat"');
  expect(html).toContain('href="/app/voice?period=90&amp;touchpoint=checkout"');
  expect(html).toContain("by=month");
  expect(html).toContain("after=5.77+nps");
  expect(html).not.toContain("secret");
});

test("a decided target, none, and one that is never told apart are said in words", async () => {
  const said = async (more: Partial<VoiceSummary>) =>
    (await page({ summaries: [{ ...nps, ...more }, csat] })).text;
  expect(await said({ status: "on", more: null })).toContain("Target 50");
  expect(await said({ more: null })).toContain("So close to 50 that more answers would not tell");
  expect(await said({ target: null, status: "no-target", more: null })).toContain("Set a target");
});

test("without answers the page says how to get some", async () => {
  const { html, text } = await page({ touchpoints: [{ touchpoint: "checkout", n: 0 }] });
  expect(text).toContain("Add the survey block to your thank-you and order-status pages");
  expect(html).toContain('href="/app/data?period=last-month"');
});
