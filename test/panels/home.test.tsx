import { expect, test } from "vitest";
import { Home, type HomeProps } from "../../app/panels/home.tsx";
import { chosenHeadline } from "../../app/scorecard/headline.ts";
import { gapsOf } from "../../app/scorecard/gaps.ts";
import { lackingOf } from "../../app/scorecard/lacking.ts";
import { setupSteps, type Setup } from "../../app/scorecard/setup.server.ts";
import { card, kpi } from "../fakes/scorecard.ts";
import { shown } from "./shown.tsx";

const none = kpi({
  ...{ id: "orders", name: "Orders", unit: "count", value: null, previous: null },
  ...{ reason: "no-data", status: "no-data", change: { absolute: null, relative: null } },
  beside: { needs: "Needs one counted order" },
});
const at = { from: "2026-10-24", to: "2026-11-23" };

/** Home while `have` of seven parts of the history are read. */
const home = (have: number, scorecard: HomeProps["card"], scopes = "read_all_orders") => {
  const setup: Setup = {
    steps: setupSteps.map((id) => ({
      ...{ id, state: "open", have: id === "data" ? have : 0, want: 7 },
    })),
    isDismissed: true,
    historyFrom: "2026-11-01",
  };
  // Sixty days before are November 1st.
  const installedAt = new Date("2026-12-31T12:00:00Z");
  const shop = { scopes, installedAt, timeZone: "Europe/Berlin" };
  return shown(
    <Home
      card={scorecard}
      score={scorecard.perspectives[0]?.score ?? null}
      headline={chosenHeadline({})}
      sparks={[]}
      setup={setup}
      gaps={gapsOf(scorecard)}
      waiting={{ tasks: [], all: 0 }}
      time={{
        chosen: { choice: "30", versus: "previous", period: at, against: at, wholeDays: 30 },
        today: "2026-11-22",
        asOf: "2026-11-22T12:00:00.000Z",
        timeZone: "Europe/Berlin",
        historyFrom: "2026-11-01",
        lacking: lackingOf(setup, shop, at),
        locale: "en",
      }}
    />,
  );
};

test("while history is being read the scorecard says so, and that what is missing is not read yet", async () => {
  const { text } = await home(2, card([none]));
  expect(text).toContain("Partial: 2 of 7 parts of your history are here so far.");
  expect(text).toContain("Not read yet");
  expect(text).not.toContain("Needs one counted order");
  expect(text).not.toContain("No orders in this period yet");
});

test("days that Shopify did not give are said, on each number too", async () => {
  const { text } = await home(7, card([kpi()]), "read_orders");
  expect(text).toContain("Partial: Shopify gave this app no orders from before Nov 1.");
  expect(text.match(/Partial/g)).toHaveLength(2);
});

test("numbers that are there already are told beside it", async () => {
  const orders = kpi({ id: "orders", name: "Orders", unit: "count", value: 3 });
  const { text } = await home(6, card([kpi(), orders]));
  expect(text).toMatch(/Partial: 6 of 7 parts .* Net sales are up 25%, orders are up 25%/);
});

test("once all of it is read, what is missing says what it needs", async () => {
  const { text } = await home(7, card([none]));
  expect(text).not.toContain("Partial");
  expect(text).toContain("Needs one counted order");
  expect(text).toContain("No orders in this period yet");
});

test("a score stands beside the numbers it comes from, and says how many have none", async () => {
  const scored = kpi({ target: "90.00", status: "on", beside: { score: 8.4333 } });
  const waits = kpi({
    ...{ id: "nps", name: "NPS", counts: "answers", status: "cannot-tell" },
    beside: { toDecide: 57 },
  });
  const one = card([scored, waits]);
  const perspectives = [{ id: "financial" as const, score: 8.4333, kpis: ["net-sales", "nps"] }];
  const { text } = await home(7, { ...one, perspectives });
  expect(text).toContain("Overall 8.4 of 10, from 1 of 2 numbers.");
  expect(text).toContain("Financial 8.4 of 10, from 1 of 2 numbers");
  expect(text).toContain("About 57 more answers would tell.");
  expect((await home(7, card([kpi()]))).text).not.toContain("of 10");
});

test("a number that waits to be counted again says how old it is, the others are as old as the page", async () => {
  const old = kpi({ id: "repeat-rate", name: "Repeat rate", asOf: "2026-11-22T11:59:00.000Z" });
  const { text } = await home(7, card([kpi(), old]));
  // Both as a tile and as a row; Berlin is an hour ahead.
  expect(text.match(/As of Nov 22, 2026, 12:59 PM/g)).toHaveLength(2);
  expect(text).toMatch(/Repeat rate ?As of Nov 22, 2026, 12:59 PM/);
});

test("what falls short is told in its unit and in money, the dearest first, and leads to its causes", async () => {
  const value = kpi({
    ...{ id: "average-order-value", name: "Average order value", value: "70.00", target: "75.00" },
    ...{ status: "off", beside: { short: "5.000000", shortWorth: "1500.00" } },
  });
  const late = kpi({
    ...{
      id: "on-time-shipping",
      name: "Shipped on time",
      unit: "ratio",
      value: 0.91,
      target: 0.95,
    },
    ...{ status: "cannot-tell", beside: { short: 0.04 } },
  });
  const sales = kpi({
    ...{ target: "900.00", status: "off" },
    beside: { short: "120.00", shortWorth: "120.00", end: "780.00" },
  });
  const { html, text } = await home(7, card([late, sales, value]));
  const told = text.slice(text.indexOf("Furthest from target"));
  expect(told).toMatch(
    /Average order value: \$5\.00 below \$75\.00, about \$1,500 .*Net sales: expected to end \$120\.00 below \$900\.00 .*Shipped on time: 4 pts below 95%/,
  );
  expect(html).toContain("/app/kpis/average-order-value?gap=target");
  expect((await home(2, card([sales]))).text).not.toContain("Furthest from target");
  expect((await home(7, card([kpi()]))).text).not.toContain("Furthest from target");
});
