import { expect, test } from "vitest";
import { periodAddress, periodWords, summary } from "../../app/panels/words.ts";
import { card, kpi } from "../fakes/scorecard.ts";

const orders = kpi({
  id: "orders",
  name: "Orders",
  unit: "count",
  value: 9,
  previous: 12,
  change: { absolute: -3, relative: -0.25 },
});

test("the line of the day says what moved and against what", () => {
  expect(summary(card([kpi(), orders]), "en")).toBe(
    "Net sales are up 25%, orders are down 25% on the period before.",
  );
});

test("without an earlier period, and without orders, the line says so", () => {
  const change = { absolute: null, relative: null };
  const first = card([kpi({ change }), { ...orders, change }]);
  expect(summary(first, "en")).toBe("There is no earlier period to compare with yet.");
  const none = card([kpi({ change, value: null }), { ...orders, change, value: null }]);
  expect(summary(none, "en")).toContain("No orders in this period yet");
});

test("a period that is still running says so", () => {
  expect(periodWords(card([]), "en", "2026-11-22")).toBe("Oct 24 to Nov 22, today so far");
  expect(periodWords(card([]), "en", "2026-11-23")).toBe("Oct 24 to Nov 22");
});

test("another period's address keeps the shop and drops what signed the page in", () => {
  const search = new URLSearchParams("shop=a.myshopify.com&host=aGk&id_token=secret&hmac=x&days=7");
  expect(periodAddress(search, 90)).toBe("/app?shop=a.myshopify.com&host=aGk&days=90");
});
