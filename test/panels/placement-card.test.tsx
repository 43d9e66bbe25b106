import { expect, test } from "vitest";
import { PlacementCard } from "../../app/panels/placement-card.tsx";
import type { Placement } from "../../app/scorecard/placement.server.ts";
import { shown } from "./shown.tsx";

const now = new Date("2026-11-22T12:00:00Z");
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const placed: Placement = {
  ...{ sentAt: minutesAgo(5), products: 1240, refused: 0, kept: 0, words: null, nextAt: null },
  ...{ discoveryWords: null, isConnected: true, isWaiting: false, refusals: [], now },
};
const show = (changes: Partial<Placement> = {}) =>
  shown(
    <PlacementCard placed={{ ...placed, ...changes }} when={{ timeZone: "UTC", locale: "en" }} />,
  );

test("the card says how many products carry a list, since when, and how to show them", async () => {
  const { text } = await show();
  expect(text).toContain("1,240 products carry a list of what goes with them. Sent last 5 min");
  expect(text).toContain("shows the same lists as complementary products");
  expect(text).toContain("Add block → Apps → Goes with it");
  expect(text).not.toContain("refused");
  expect((await show({ products: 1, isWaiting: true })).text).toMatch(
    /1 product carries a list .* Some lists changed since/,
  );
  expect((await show({ products: 0, sentAt: null })).text).toContain("No product carries a list");
});

test("refused lists stand with Shopify's words and what to do; chosen ones stay and are counted", async () => {
  const refusals = [
    { product: "12", title: "Dripper", field: "recommended", words: "INVALID_VALUE: gone" },
  ];
  const { text } = await show({ refused: 3, refusals, kept: 2 });
  expect(text).toContain("3 lists were refused");
  expect(text).toContain("sent again when it changes, and once a day");
  expect(text).toMatch(/Dripper Goes with it INVALID_VALUE: gone/);
  expect(text).toContain("2 products have complementary products that somebody chose: they stay.");
});

test("a shut door, a field that is not ours and a shop of files say what to do", async () => {
  const shut = await show({ words: "Access denied.", nextAt: new Date("2026-11-22T13:00:00Z") });
  expect(shut.text).toContain(
    "Shopify says: Access denied. Open the app from the admin and accept",
  );
  expect(shut.text).toContain("tried again after Nov 22, 2026, 1:00 PM");
  const own = await show({ discoveryWords: "not allowed" });
  expect(own.text).toContain(
    "(“not allowed”): the app’s own fields and its theme block serve alone",
  );
  const alone = await show({ isConnected: false });
  expect(alone.text).toContain("once the app is installed");
  expect(alone.text).not.toContain("carry a list");
});
