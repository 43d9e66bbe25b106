// The protocol of data/online-retail/reference.json: train before 1 July 2011, truth is each training
// customer's first invoice after, whole catalogue, ties to the lower item. Reaches of algorithms.md.
import { expect, test } from "vitest";
import { rankersOf } from "../../../app/analysis/recommend/choose.ts";
import { measureLists } from "../../../app/analysis/recommend/measure.ts";
import { firstBasketsAfter, historiesBefore } from "../../../app/analysis/recommend/purchases.ts";
import { reportOn } from "../../../app/analysis/recommend/report.ts";
import { dayNumber, hasData, readPurchases, readReference } from "./data.ts";

type Given = Record<"all" | "discovery", { recall: number; ndcg: number; n: number; cov: number }>;
type Baselines = {
  users: number;
  items: number;
  test_users: number;
  methods: Record<string, Given>;
};

const purchases = hasData ? readPurchases() : null;
const spans = (from: string, until: string) => ({ cut: dayNumber(from), until: dayNumber(until) });

test.skipIf(!hasData)(
  "online-retail: the report agrees with what was given and reaches what was asked",
  { timeout: 120_000 },
  () => {
    const { recommendation_baselines: known } = readReference<{
      recommendation_baselines: Baselines;
    }>("online-retail");
    const report = reportOn(purchases!, { ...spans("2011-07-01", "2011-09-01"), seed: 1 })!;
    expect([report.users, report.testUsers]).toEqual([known.users, known.test_users]);

    const { all, discovery } = report.lists;
    // Given to four digits; where ties fall a hair differently, within a tenth of a standard error.
    const given: [model: string, method: string, digits: number][] = [
      ["popularity", "popularity", 4],
      ["personal-frequency", "personal freq + pop (GP)", 3],
      // Days of the shop here, hours there.
      ["recent-popularity", "popularity recent", 2],
    ];
    for (const [model, method, digits] of given) {
      const [ours, theirs] = [report.lists, known.methods[method]!];
      for (const kind of ["all", "discovery"] as const) {
        expect(ours[kind][model]!.n, `${kind} ${model}`).toBe(theirs[kind].n);
        expect(ours[kind][model]!.recall10, `${kind} ${model}`).toBeCloseTo(
          theirs[kind].recall,
          digits,
        );
        expect(ours[kind][model]!.ndcg10, `${kind} ${model}`).toBeCloseTo(
          theirs[kind].ndcg,
          digits,
        );
      }
    }
    // Neighbours by LLR: .0912 given, one standard error .005. EASE at another λ than the 500 given.
    expect(Math.abs(discovery["also-bought"]!.recall10! - 0.0912)).toBeLessThan(0.005);
    expect(Math.abs(discovery.ease!.recall10! - 0.0867)).toBeLessThan(0.005);
    expect(Math.abs(all.ease!.recall10! - 0.148)).toBeLessThan(0.005);

    const served = { all: all[report.served]!, discovery: discovery[report.served]! };
    expect(served.discovery.recall10).toBeGreaterThanOrEqual(0.083);
    expect(served.discovery.ndcg10).toBeGreaterThanOrEqual(0.105);
    expect(served.discovery.coverage).toBeGreaterThanOrEqual(0.2);
    expect(served.all.recall10).toBeGreaterThanOrEqual(0.205);
    const { vs, value, interval } = report.differences.discovery!;
    expect(vs).toBe("recent-popularity");
    expect(interval![0]).toBeGreaterThan(0);
    expect(interval![0] < value && value < interval![1]).toBe(true);
    // Repeat purchase apart, for those who bought anything again: plain lists of their own things are near.
    const { again } = report.lists;
    expect(report.servedAgain).toBe("personal-frequency");
    const bought = again[report.servedAgain]!;
    expect(bought.n).toBeGreaterThan(800);
    expect(bought.recall10).toBeGreaterThan(again.popularity!.recall10! + 0.02);
    expect(bought.recall10).toBeGreaterThan(again["when-due"]!.recall10!);
    // Most lists of ten are full of their own things: what is new adds a little where there is room.
    expect(report.differences.all).toMatchObject({ vs: "personal-frequency" });
    expect(report.differences.all!.value).toBeGreaterThan(0);
  },
);

test.skipIf(!hasData)("online-retail: on other cuts too, neighbours beat popularity by far", () => {
  for (const cut of ["2011-04-01", "2011-06-01"]) {
    const { cut: from, until } = spans(cut, "2011-09-01");
    const histories = historiesBefore(purchases!, from);
    const truths = firstBasketsAfter(purchases!, histories, { from, until });
    const { discovery } = rankersOf(histories, null);
    const recall = (name: "also-bought" | "popularity") =>
      measureLists(histories, truths, { ranker: discovery[name], kind: "discovery" }).recall10!;
    expect(recall("also-bought"), cut).toBeGreaterThan(1.8 * recall("popularity"));
  }
});
