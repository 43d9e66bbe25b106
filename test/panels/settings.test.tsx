import { expect, test } from "vitest";
import { Settings, type SettingsProps } from "../../app/panels/settings.tsx";
import { SetupGuide } from "../../app/panels/setup.tsx";
import { setupSteps, type Setup } from "../../app/scorecard/setup.server.ts";
import { shown } from "./shown.tsx";

const kpi = {
  perspective: "process",
  unit: "ratio",
  direction: "up",
  parts: ["region", "channel"],
} as const;
const level = { kind: "level", high: "", part: "" } as const;
const given: SettingsProps = {
  weekStart: "mon",
  weekDays: ["mon", "sun"],
  ship: { value: "2", unit: "days" },
  deliver: { value: "", unit: "hours" },
  targets: [
    { kpi: "on-time-shipping", value: "93.5", first: "", last: "", ...level },
    { kpi: "hours-to-ship", value: "24", first: "2026-01-01", last: "2026-01-31", ...level },
  ],
  channels: ["online"],
  shown: [],
  kpis: [
    { ...kpi, id: "on-time-shipping", name: "Shipped on time" },
    { ...kpi, id: "hours-to-ship", name: "Hours to ship", unit: "hours", direction: "down" },
  ],
  isRecounting: { promises: false, regions: false },
  headline: ["on-time-shipping", "hours-to-ship", "nps", "orders", "csat"],
  regions: [],
  currency: "EUR",
  timeZone: "Europe/Berlin",
  locale: "en",
  keys: {
    scopes: ["recommendations"],
    held: [
      {
        ...{ id: "a1", name: "Shop window", scopes: ["recommendations"] },
        createdAt: new Date("2026-05-01T10:00:00Z"),
        lastUsedAt: new Date("2026-05-04T11:57:00Z"),
      },
    ],
    when: { now: new Date("2026-05-04T12:00:00Z"), timeZone: "Europe/Berlin", locale: "en" },
  },
  shares: {
    held: [
      {
        ...{ id: "b1", name: "Accountant", openedAt: null },
        createdAt: new Date("2026-05-01T10:00:00Z"),
        expiresAt: new Date("2026-05-31T10:00:00Z"),
      },
    ],
    when: { now: new Date("2026-05-04T12:00:00Z"), timeZone: "Europe/Berlin", locale: "en" },
  },
};

test("settings show targets in their unit, with days only where there are some", async () => {
  const { html, text } = await shown(<Settings {...given} />);
  expect(text).toContain("Europe/Berlin, EUR");
  expect(html).toContain('value="93.5"');
  expect(text).toMatch(/at least.*%.*always/);
  expect(text).toMatch(/at most.*hours/);
  expect(html.match(/type="date"/g)).toHaveLength(2);
  expect(html).toContain('aria-label="Remove target 2"');
  expect(text).not.toContain("being recounted");
});

test("a promise whose numbers are not there yet says so, and none is no target", async () => {
  const { text } = await shown(
    <Settings {...given} isRecounting={{ promises: true, regions: false }} targets={[]} />,
  );
  expect(text).toContain("Every order is being recounted by the new promise.");
  expect(text).toContain("No targets yet.");
});

test("access keys show when they were made and last used, and none says so", async () => {
  const { html, text } = await shown(<Settings {...given} />);
  expect(text).toMatch(/Shop window .*Recommendations .*May 1, 2026.* 3 min/);
  expect(html).toContain('aria-label="Revoke Shop window"');
  const { text: none } = await shown(<Settings {...given} keys={{ ...given.keys, held: [] }} />);
  expect(none).toContain("No keys yet.");
});

test("links that hold show for whom they are, until when and whether they were opened", async () => {
  const { html, text } = await shown(<Settings {...given} />);
  // Berlin is two hours ahead of UTC in May.
  expect(text).toMatch(/Accountant .*May 1, 2026.*May 31, 2026, 12:00 PM.* Never/);
  expect(html).toContain('aria-label="End the link for Accountant"');
  const none = await shown(<Settings {...given} shares={{ ...given.shares, held: [] }} />);
  expect(none.text).toContain("No links yet.");
});

const setup = (states: Partial<Record<string, Setup["steps"][number]>> = {}): Setup => ({
  steps: setupSteps.map((id) => states[id] ?? { id, state: "open", have: 0, want: 1 }),
  isDismissed: false,
  historyFrom: null,
});

test("the guide shows five steps, each with its progress, its place and a way to skip", async () => {
  const { html, text } = await shown(
    <SetupGuide
      locale="en"
      setup={{
        ...setup({
          data: { id: "data", state: "open", have: 3, want: 7 },
          targets: { id: "targets", state: "done", have: 1, want: 1 },
          promise: { id: "promise", state: "skipped", have: 0, want: 1 },
          survey: { id: "survey", state: "open", have: 4, want: 10 },
        }),
        historyFrom: "2026-03-01",
      }}
    />,
    "/app?shop=a.myshopify.com&id_token=secret",
  );
  expect(html.match(/data-step=/g)).toHaveLength(5);
  expect(text).toContain("2 of 5 done");
  expect(text).toContain("3 of 7 parts");
  expect(text).toContain("4 of 10 answers");
  expect(text).toContain("Do it after all");
  expect(text.match(/ Skip /g)).toHaveLength(3);
  expect(html).toContain('href="/app/data?shop=a.myshopify.com"');
  expect(html).toContain('aria-label="Hide first steps"');
});

test("a history that is read and holds no order says so, and not that it is being read", async () => {
  const data = { id: "data" as const, state: "open" as const, have: 6, want: 7 };
  const { html, text } = await shown(<SetupGuide locale="en" setup={setup({ data })} />);
  expect(text).toContain("No order is known yet. New ones appear by themselves.");
  expect(text).not.toContain("being read");
  expect(html).not.toContain("<progress");
});

test("the guide is gone once hidden, or when nothing is left to do", async () => {
  const hidden = await shown(<SetupGuide locale="en" setup={{ ...setup(), isDismissed: true }} />);
  expect(hidden.text.trim()).toBe("");
  const step = (
    id: "data" | "targets" | "promise" | "survey" | "digest",
    state: "done" | "skipped",
  ) => ({
    [id]: { id, state, have: 1, want: 1 },
  });
  const ready = setup({
    ...step("data", "done"),
    ...step("targets", "done"),
    ...step("promise", "skipped"),
    ...step("survey", "skipped"),
    ...step("digest", "done"),
  });
  expect((await shown(<SetupGuide locale="en" setup={ready} />)).text.trim()).toBe("");
});

test("a band of a market shows both ends, its kind and its part; a plain level neither", async () => {
  const plain = await shown(<Settings {...given} />);
  expect(plain.text).not.toContain("Between two levels");
  expect(plain.html).toContain('aria-label="Kind and part of target 1"');
  const band = { ...given.targets[1]!, kind: "band", high: "30", part: "region:set:DACH" } as const;
  const { html, text } = await shown(
    <Settings {...given} regions={[{ name: "DACH", places: "DE, AT, CH" }]} targets={[band]} />,
  );
  expect(html).toContain('value="30"');
  expect(text).toMatch(/Between two levels.*All of the shop.*DACH.*Other.*Online/);
});
