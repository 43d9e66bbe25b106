import { expect, test } from "vitest";
import { pageAddress, sameAddress } from "../../app/panels/address.ts";
import { nameInside, needWords, periodWords, summary } from "../../app/panels/words.ts";
import { chosenPeriod } from "../../app/scorecard/chosen-period.ts";
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
  expect(summary(card([kpi(), orders]), "en", "previous")).toBe(
    "Net sales are up 25%, orders are down 25% on the period before.",
  );
  expect(summary(card([kpi()]), "en", "year")).toBe(
    "Net sales are up 25% on the same days a year before.",
  );
});

test("without an earlier period, and without orders, the line says so", () => {
  const change = { absolute: null, relative: null };
  const first = card([kpi({ change }), { ...orders, change }]);
  expect(summary(first, "en", "previous")).toBe("There is no earlier period to compare with yet.");
  const none = card([kpi({ change, value: null }), { ...orders, change, value: null }]);
  expect(summary(none, "en", "previous")).toContain("No orders in this period yet");
});

test("while today is in the period the line says that it is left out, or that there is no other day", () => {
  const some = card([kpi(), { ...orders, beside: { finishedDays: 6 } }]);
  expect(summary(some, "en", "previous")).toBe(
    "Net sales are up 25%, orders are down 25% on the period before, without today.",
  );
  expect(summary(some, "en", "year")).toContain("on the same days a year before, without today.");
  const change = { absolute: null, relative: null };
  const beside = { finishedDays: 0 };
  const first = card([kpi({ change, beside }), { ...orders, change, beside }]);
  expect(summary(first, "en", "previous")).toBe(
    "Today is not over: sums are compared from tomorrow on.",
  );
});

test("the line of the day says how many things need somebody, or that nothing is unusual", () => {
  const moved = card([kpi()]);
  expect([1, 2, 1_200].map((open) => needWords(moved, "en", open))).toEqual([
    ...["1 thing needs you.", "2 things need you.", "1,200 things need you."],
  ]);
  expect(needWords(moved, "en", 0)).toBe("Nothing unusual.");
  // Nothing to compare with: nobody can know what is usual.
  const first = card([kpi({ change: { absolute: null, relative: null } })]);
  expect(needWords(first, "en", 0)).toBe("");
  expect(needWords(first, "en", 1)).toBe("1 thing needs you.");
});

const today = "2026-11-14";
const words = (search: string, historyFrom: string | null) =>
  periodWords({
    chosen: chosenPeriod(new URLSearchParams(search), today),
    today,
    historyFrom,
    locale: "en",
  });

test("a period says its days, that it is still running, and what it is compared with", () => {
  expect(words("period=7", "2025-01-01")).toBe(
    "Nov 8 to Nov 14, today so far · compared with Nov 1 to Nov 7 · sums without today",
  );
  expect(words("period=last-month", "2025-01-01")).toBe(
    "Oct 1 to Oct 31 · compared with Sep 1 to Sep 30",
  );
  expect(words("period=7&versus=year", "2025-01-01")).toBe(
    "Nov 8 to Nov 14, today so far · compared with Nov 8, 2025 to Nov 14, 2025 · sums without today",
  );
});

test("a month that is not over and a history that begins late are called partial", () => {
  expect(words("period=this-month", "2025-01-01")).toBe(
    "Nov 1 to Nov 14, today so far · 14 of 30 days · compared with Oct 1 to Oct 14 · sums without today",
  );
  expect(words("period=30", "2026-11-05")).toBe("Oct 16 to Nov 14, today so far · 10 of 30 days");
  expect(words("period=7", "2026-11-04")).toContain("history begins Nov 4");
  expect(words("period=7", null)).toBe("Nov 8 to Nov 14, today so far");
});

test("another page's address keeps shop and period and drops what signed the page in", () => {
  const search = new URLSearchParams(
    "shop=a.myshopify.com&host=aGk&id_token=secret&hmac=x&period=7&by=region",
  );
  expect(pageAddress("/app/kpis/nps", search)).toBe(
    "/app/kpis/nps?shop=a.myshopify.com&host=aGk&period=7",
  );
  expect(sameAddress("/app", search, { period: "90" })).toBe(
    "/app?shop=a.myshopify.com&host=aGk&period=90&by=region",
  );
});

test("names that are abbreviations keep their capitals inside a sentence", () => {
  expect([nameInside("NPS"), nameInside("Net sales")]).toEqual(["NPS", "net sales"]);
});
