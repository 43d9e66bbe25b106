import { expect, test } from "vitest";
import { RecommendProduct } from "../../app/panels/recommend-product.tsx";
import { RecommendList } from "../../app/panels/recommend.tsx";
import type { Recommendations } from "../../app/scorecard/recommend.server.ts";
import { shown } from "./shown.tsx";

const evidence = {
  model: "bought-together" as const,
  count: 60,
  of: 61,
  n: 123,
  lift: 2.016,
  because: { product: "A", title: "Dripper" },
  region: null,
  from: null,
  to: null,
};
const when = { today: "2026-05-01", locale: "en" };
const list: Recommendations = {
  for: { product: "A", title: "Dripper" },
  model: "bought-together",
  items: [
    {
      product: "csv:paper/filters",
      sku: "PF-100",
      title: "Paper filters",
      score: 80,
      reason:
        "In 60 of 61 orders with Dripper, 2.0 times as often as by chance (123 orders counted).",
      evidence,
    },
  ],
  leftOut: { "sold-out": 2, gone: 1 },
  needs: null,
};

test("a list shows product, SKU, reason and where it comes from, and what was left out", async () => {
  const { html, text } = await shown(
    <RecommendList list={list} caption="Beside Dripper" when={when} />,
  );
  expect(text).toMatch(/Paper filters PF-100 In 60 of 61 orders with Dripper.* Bought together/);
  expect(text).toContain("Left out: 2 sold out, 1 no longer in the catalogue.");
  expect(html).toContain('href="/app/products/csv%3Apaper%2Ffilters"');
  expect(html).toContain("Beside Dripper");
});

test("days in a reason are told as the page tells days", async () => {
  const [item] = list.items;
  const items = [{ ...item!, reason: "In 3 of 9 orders between 2026-04-01 and 2026-04-30." }];
  const { text } = await shown(<RecommendList list={{ ...list, items }} caption="" when={when} />);
  expect(text).toContain("In 3 of 9 orders between Apr 1 and Apr 30.");
});

test("an empty list says what it waits for", async () => {
  const empty = {
    ...list,
    model: "none" as const,
    items: [],
    leftOut: {},
    needs: "a first order that counts",
  };
  const { text } = await shown(<RecommendList list={empty} caption="" when={when} />);
  expect(text).toContain("Nothing to recommend yet Needs a first order that counts.");
});

test("a title with markup in it is shown as text", async () => {
  const [item] = list.items;
  const items = [{ ...item!, title: "<script>alert(1)</script>" }];
  const { html } = await shown(<RecommendList list={{ ...list, items }} caption="" when={when} />);
  expect(html).not.toContain("<script>alert");
});

test("the page names pins, what is never shown, and how to change either", async () => {
  const rules = [
    {
      product: "csv:paper/filters",
      title: "Paper filters",
      rule: "pin" as const,
      isEverywhere: false,
    },
    { product: "B", title: "Old mug", rule: "ban" as const, isEverywhere: true },
  ];
  const { text, html } = await shown(
    <RecommendProduct title="Dripper" list={list} rules={rules} when={when} />,
  );
  expect(text).toContain("Goes well with it");
  expect(html).toContain('aria-label="Unpin Paper filters"');
  expect(text).toContain("Old mug, in no list Allow again");
});

test("a product that is sold out says what stands in for it, and offers the task to bring it back", async () => {
  const task = { kpi: "stockout-rate", words: "Back in stock: Dripper (DR-1)" };
  const page = (hasTask: boolean, of: Recommendations) =>
    shown(
      <RecommendProduct
        title="Dripper"
        list={of}
        rules={[]}
        when={when}
        soldOut={{ task, hasTask }}
      />,
      "/app/products/A",
    );
  const standIn = { ...list.items[0]!, evidence: { ...evidence, model: "stand-in" as const } };
  const open = await page(false, { ...list, items: [standIn, list.items[0]!] });
  expect(open.text).toContain("of the list below the first 1.");
  expect(open.text).toContain("Add a task: back in stock");
  const added = await page(true, list);
  expect(added.text).toContain("Nothing of its product type is known yet");
  expect(added.text).toContain("A task to bring it back is open.");
  expect(added.html).toContain('href="/app/tasks');
  expect(added.text).not.toContain("Add a task");
  const { text } = await shown(
    <RecommendProduct title="Dripper" list={list} rules={[]} when={when} />,
  );
  expect(text).not.toContain("bring it back");
});
