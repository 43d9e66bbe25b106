import { expect, test } from "vitest";
import { RecommendCard } from "../../app/panels/recommend-card.tsx";
import type { Card } from "../../app/scorecard/recommend-card.server.ts";
import { shown } from "./shown.tsx";

const row = (recall10: number | null, n = 1037) => ({
  recall10,
  ndcg10: recall10,
  coverage: recall10,
  n,
  listed: recall10 === null ? null : 1,
});
const served = "personal-frequency+ease";
const card: Card = {
  users: 2958,
  testUsers: 1136,
  lists: {
    all: { "personal-frequency": row(0.208, 1136), [served]: row(0.211, 1136) },
    discovery: { "recent-popularity": row(0.052), [served]: row(0.084) },
    again: { "when-due": row(0.38, 900), "personal-frequency": row(0.41, 900) },
  },
  ...{ served, servedAgain: "personal-frequency" },
  differences: {
    all: { vs: "personal-frequency", value: 0.003, interval: [-0.001, 0.006] },
    discovery: { vs: "recent-popularity", value: 0.032, interval: [0.021, 0.043] },
    again: { vs: "when-due", value: 0.03, interval: [0.02, 0.04] },
  },
  choice: { discovery: "ease", again: "personal-frequency", lambda: 150 },
  chosenBy: 1104,
  cut: "2011-07-01",
  until: "2011-09-01",
  substitutes: { n: 80, hit: 0.3, random: 0.1, interval: [0.1, 0.31] },
};
const where = { locale: "en", currency: "GBP" };
const show = (measured: Card | null) =>
  shown(
    <RecommendCard
      measured={measured && { card: measured, learnedOn: "2011-09-02" }}
      where={where}
      today="2011-09-02"
    />,
  );

test("the card says what is served, how good, beside what, how sure, of how many and when", async () => {
  const { text } = await show(card);
  expect(text).toContain("What is served found 8.4% for 1,037 customers.");
  expect(text).toContain(
    "That is 3.2% of an order more than best sellers of 30 days found; likely between 2.1% and 4.3%.",
  );
  expect(text).toContain("can be chance: likely between −0.1% and 0.6%.");
  expect(text).toContain("What they buy again What is served found 41% for 900 customers.");
  expect(text).toMatch(/what they buy most often Served 41%/);
  expect(text).toContain("That is 3% of an order more than what they are due to buy found;");
  expect(text).toMatch(
    /what they buy most often, then fits what they bought \(EASE\) Served 8\.4%/,
  );
  expect(text).toMatch(/Learned from 2,958 customers before Jul 1.* 1,136 of them.* to Aug 31/);
  expect(text).toContain("EASE with λ = 150.");
  expect(text).toContain("of 80 customers who took something else");
  expect(text).not.toContain("A plain list");
});

test("where a plain list won, or did better since, or too few came, the card says so", async () => {
  const plain: Card = {
    ...card,
    served: "personal-frequency",
    lists: { all: card.lists.all, discovery: { "personal-frequency": row(null, 0) } },
    differences: { all: { vs: served, value: -0.003, interval: [-0.01, -0.001] }, discovery: null },
    choice: { discovery: "popularity", again: "personal-frequency", lambda: 500 },
    chosenBy: 12,
    substitutes: null,
  };
  const { text } = await show(plain);
  expect(text).toContain("A plain list is served: none that is learned was better here.");
  expect(text).toContain("Too few customers came back before to choose by");
  expect(text).toContain("Nobody ordered anything new in these days");
  // A card kept before what is bought again was measured apart.
  expect(text).not.toContain("What they buy again");
  expect(text).toContain("(EASE) found 0.3% of an order more; likely between −1% and −0.1%.");
  expect((await show(null)).text).toContain("Not measured yet.");
});
