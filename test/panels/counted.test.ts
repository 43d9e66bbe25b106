import { expect, test } from "vitest";
import { kpis } from "../../app/kpis/index.ts";
import { countedWords } from "../../app/panels/kpi/counted.ts";
import { kpi as row } from "../fakes/scorecard.ts";

const where = { locale: "en", currency: "USD" };

// What definitions.md counts each of these by; all others stand on orders.
const named: Readonly<Record<string, readonly [one: string, many: string]>> = {
  "gross-margin": ["1 sale or return", "1,103 sales and returns"],
  "acquisition-cost": ["1 new customer", "1,103 new customers"],
  "returning-share": ["1 customer", "1,103 customers"],
  "repeat-rate": ["1 customer", "1,103 customers"],
  "retention-90d": ["1 customer", "1,103 customers"],
  "purchase-frequency": ["1 customer", "1,103 customers"],
  "sell-through": ["1 unit sold", "1,103 units sold"],
  "stockout-rate": ["1 variant", "1,103 variants"],
  "overstock-value": ["1 unit in stock", "1,103 units in stock"],
  nps: ["1 answer", "1,103 answers"],
  csat: ["1 answer", "1,103 answers"],
  "automation-coverage": ["1 step", "1,103 steps"],
  "training-completion": ["1 assignment that was due", "1,103 assignments that were due"],
  "time-to-competence": ["1 passed check", "1,103 passed checks"],
  "technology-adoption": ["1 possibility", "1,103 possibilities"],
};

test("every KPI says what it stands on by the name of what it counts", () => {
  for (const { id, counts } of kpis) {
    const said = [1, 1_103].map((n) => countedWords(row({ id, counts }), n, where));
    expect(said, id).toEqual(named[id] ?? ["1 order", "1,103 orders"]);
  }
});
