// A digest with as much as one can hold, printed: one sheet of A4, with nothing on it that is to be pressed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect } from "vitest";
import { DigestPage } from "../../app/panels/digest.tsx";
import { kpiById } from "../../app/kpis/index.ts";
import type { Digest, DigestMove } from "../../app/scorecard/digest.ts";
import type { Weakness } from "../../app/scorecard/trends.ts";
import type { ScorecardKpi } from "../../app/scorecard/types.ts";
import { kpi } from "../fakes/scorecard.ts";
import { shown } from "../panels/shown.tsx";
import { browserTest } from "./admin-for-tests.ts";
import { findChromium, launch } from "./chromium.ts";

const styles = [
  createRequire(import.meta.url).resolve("@shopify/polaris/build/esm/styles.css"),
  ...["data-table", "panels", "team", "digest"].map((name) => `app/panels/${name}.css`),
].map((path) => readFileSync(path, "utf8"));

function row(id: string, given: Partial<ScorecardKpi>): ScorecardKpi {
  const { name, unit, direction } = kpiById(id)!;
  return kpi({ ...{ id, name, unit, direction }, ...given });
}
const amount = { value: "1234567.89", previous: "2345678.90" };
const fell = { change: { absolute: "-1111111.01", relative: -0.474 } };
const move = (id: string, where: string): DigestMove => ({
  kpi: row(id, { ...amount, ...fell, interval: ["1200000.00", "1300000.00"] }),
  cause: { effect: "volume", amount: "-987654.32", where },
});
const moves = [
  move("net-sales", "United Kingdom of Great Britain, NIR"),
  move("contribution-margin", "Direct and returning customers"),
  move("average-order-value", "Coffee grinder with forty settings, walnut and brass"),
];
const trend: Weakness["trend"] = {
  verdict: "rising",
  ...{ slope: 0.004, interval: [0.001, 0.006], days: 181, weeks: 26, relative: 0.9 },
};
const full: Digest = {
  week: { from: "2026-03-02", to: "2026-03-09" },
  ...{ currency: "USD", timeZone: "America/Los_Angeles", madeAt: "2026-03-09T14:00:00.000Z" },
  stale: null,
  headline: [
    "net-sales",
    "contribution-margin",
    "nps",
    "on-time-shipping",
    "automation-coverage",
  ].map((id) => row(id, { ...amount, ...fell, target: "3000000.00", status: "off" })),
  up: moves,
  down: moves,
  training: { late: 12, due: 34 },
  weak: ["cancel-rate", "return-rate", "hours-to-ship"].map((id) => {
    const { name, unit, direction } = kpiById(id)!;
    return { kpi: { id, name, unit, direction }, trend };
  }),
  milestones: [1, 2, 3].map((n) => ({
    ...{ kpi: "net-sales", days: 7, value: "1000000.00", words: `The launch of collection ${n}` },
    ...{ fromDay: "2026-02-01", reachedDay: "2026-03-04", is: "1020000.00", n: 4100 },
    of: { name: "Net sales", unit: "money", direction: "up" },
  })),
};

browserTest("the fullest digest is one printed page, without anything to be pressed", async () => {
  const reader = { name: "Ana", email: "ana@example.com", state: "sent", reason: null } as const;
  const { html } = await shown(
    <DigestPage
      {...{ digest: full, weeks: ["2026-03-02"], hasMail: true, locale: "en" }}
      readers={[{ id: "1", ...reader }]}
    />,
    "/app/digest",
  );
  const browser = await launch(findChromium()!);
  try {
    const page = await browser.newPage();
    await page.setContent(`<!doctype html><style>${styles.join("\n")}</style>${html}`);
    await page.emulateMedia({ media: "print" });
    // What browsers leave free by themselves.
    const margin = { top: "1cm", right: "1cm", bottom: "1cm", left: "1cm" };
    const sheets = async () =>
      (await page.pdf({ format: "A4", margin })).toString("latin1").match(/\/Type ?\/Page\b/g)!
        .length;
    expect(await page.getByText("The launch of collection 3").isVisible()).toBe(true);
    expect(await page.locator("button:visible, input:visible, select:visible").count()).toBe(0);
    expect(await sheets()).toBe(1);
    // Twice as much is two: the count would tell.
    await page.evaluate(() => (document.body.innerHTML += document.body.innerHTML));
    expect(await sheets()).toBeGreaterThan(1);
  } finally {
    await browser.close();
  }
});
