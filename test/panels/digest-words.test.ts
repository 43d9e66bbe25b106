import { expect, test } from "vitest";
import { digestLetter } from "../../app/panels/digest-mail.ts";
import type { Digest } from "../../app/scorecard/digest.ts";

const digest: Digest = {
  week: { from: "2026-03-02", to: "2026-03-09" },
  currency: "USD",
  timeZone: "UTC",
  madeAt: "2026-03-09T06:00:00.000Z",
  stale: null,
  headline: [],
  up: [],
  down: [],
  training: { late: 0, due: 0 },
  weak: [
    {
      kpi: { id: "cancel-rate", name: "Cancelled", unit: "ratio", direction: "down" },
      trend: {
        ...{ verdict: "rising", slope: 0.004, interval: [0.001, 0.006] },
        ...{ days: 181, weeks: 26, relative: 0.9 },
      },
    },
  ],
  milestones: [
    {
      ...{ kpi: "net-sales", days: 7, value: "1000", words: "Launch" },
      ...{ fromDay: "2026-02-01", reachedDay: "2026-03-04", is: "1020.00", n: 41 },
      of: { name: "Net sales", unit: "money", direction: "up" },
    },
  ],
};

const linesOf = (given: Digest) =>
  digestLetter({
    ...{ digest: given, locale: "en", own: [], shop: "teapots", isDemo: false },
    links: { app: "https://app.example/digest", stop: "https://app.example/stop" },
  }).text.split("\n");

test("a letter tells what gets worse week by week, with the next step, and milestones that were passed", () => {
  const lines = linesOf(digest);
  expect(lines).toContain(
    "- Cancelled: Rising by about +0.4 pts a week, between +0.1 pts and +0.6 pts: each weekday against its own kind over 26 weeks, 181 days with a number. A season of the year looks the same. Next: open it and look at the entries behind the largest part.",
  );
  expect(lines).toContain(
    "- Net sales: Launch: at least $1,000.00 over 7 days in a row. Reached on Mar 4, 2026 with $1,020.00, from 41.",
  );
});

test("a digest that was made before either was told says nothing of them", () => {
  const { weak: _, milestones: __, ...older } = digest;
  expect(linesOf(older).join(" ")).not.toMatch(/Getting worse for weeks|Milestones/);
});
