import { expect, test } from "vitest";
import { sources } from "../../app/ingest/sources/index.ts";
import { Data, type DataProps } from "../../app/panels/data.tsx";
import { shown } from "./shown.tsx";

const now = new Date("2026-05-04T09:00:00Z");
const quiet: DataProps = {
  arriving: {
    lastDeliveryAt: new Date("2026-05-04T08:59:30Z"),
    waiting: 0,
    mostCounted: 10_000,
    waitingSince: null,
    retrying: 0,
    refetches: 0,
    dirtyDays: 0,
    firstDay: "2025-05-01",
    lastDay: "2026-05-04",
  },
  history: {
    state: "none",
    kinds: [],
    historyFrom: null,
    limitedTo60Days: false,
    today: "2026-05-04",
  },
  check: { runs: [], isRunning: false },
  works: [],
  unused: { parked: [], parkedTotal: 0, refused: 0, refusedReason: null, unknown: [] },
  requests: [],
  leftOut: { test: 0, voided: 0, zero: 0, currency: 0 },
  fields: { total: 140, unused: [] },
  imports: { kinds: ["orders"], mostBytes: 200_000_000, command: "x", files: [], problems: null },
  when: { now, timeZone: "Europe/Berlin", locale: "en" },
  isBusy: false,
};
const textOf = async (given: Partial<DataProps>) =>
  (await shown(<Data {...quiet} {...given} />, "/app/data")).text;

test("a quiet shop says that all is well, and that its history is not read", async () => {
  const text = await textOf({});
  for (const words of [
    "Up to date",
    "Last delivery 30 s ago",
    "Waiting to be counted nothing",
    "Orders known May 1, 2025 to May 4, 2026",
    "Not started.",
    "Read history",
    "Every delivery could be used.",
    "CSV, up to 200 MB",
    "Not checked yet.",
    "None: every order counts.",
  ])
    expect(text).toContain(words);
});

test("what is done by itself stands with its last run, what it did, and what was cut off", async () => {
  expect(await textOf({})).toContain("Done by itself");
  const startedAt = new Date("2026-05-04T02:20:00Z");
  const run = { startedAt, failed: false, counts: null, runs: 30, broken: 0 };
  const text = await textOf({
    works: [
      {
        ...{ ...run, work: "learn-lists" as const, counts: { customers: 1136, items: 3266 } },
        endedAt: new Date("2026-05-04T02:20:04.5Z"),
      },
      { ...run, work: "close-day" as const, endedAt: startedAt, failed: true, broken: 2 },
      { ...run, work: "place-lists" as const, endedAt: null },
    ],
  });
  expect(text).toMatch(
    /Recommendations learned .*6 h.* ago 4\.5s customers: 1,136; products: 3,266 30 0/,
  );
  expect(text).toMatch(/Day closed, alerts raised .* failed; it is tried again 30 2/);
  expect(text).toMatch(/Lists placed in the shop .* – running, or cut off 30 0/);
});

test("a line that is longer than five minutes says behind, and how far", async () => {
  const late = {
    waiting: 10_000,
    waitingSince: new Date("2026-05-04T08:10:00Z"),
    retrying: 1,
    dirtyDays: 3,
  };
  const text = await textOf({ arriving: { ...quiet.arriving, ...late } });
  expect(text).toContain("Behind");
  expect(text).toContain("more than 10,000, the oldest for 50 min");
  expect(text).toContain("1 failed before and is tried again by itself");
  expect(text).toContain("Days being recounted 3");
  const nothing = { ...quiet.arriving, lastDeliveryAt: null, firstDay: null, lastDay: null };
  expect(await textOf({ arriving: nothing })).toContain("Nothing yet");
});

test("history tells each kind in plain words and what to do about the one that failed", async () => {
  const kind = { objects: 0, done: 0, problem: null };
  const kinds = [
    { ...kind, kind: "products", state: "done" as const },
    { ...kind, kind: "orders", state: "loading" as const, objects: 20_000, done: 5_000 },
    { ...kind, kind: "sales", state: "running" as const },
    { ...kind, kind: "returns", state: "failed" as const, problem: "Grant read_returns." },
  ];
  const history = { ...quiet.history, kinds, limitedTo60Days: true, historyFrom: "2026-03-05" };
  const running = await textOf({ history: { ...history, state: "running" } });
  for (const words of [
    "Being read now",
    "Products read",
    "Orders 5,000 of 20,000",
    "Refunds Shopify is preparing it",
    "Returns could not be read Grant read_returns.",
    "last 60 days only",
    "The oldest order known is of Mar 5",
  ])
    expect(running).toContain(words);
  expect(running).not.toContain("Try the failed parts again");
  expect(await textOf({ history: { ...history, state: "failed" } })).toContain(
    "Try the failed parts again",
  );
});

test("a history that is read says what of it could not be read, and nothing of the rest", async () => {
  const kind = { state: "done" as const, objects: 3, done: 3, problem: null };
  const kinds = [
    { ...kind, kind: "products" },
    { ...kind, kind: "customers", problem: "2 could not be read." },
  ];
  const done = { ...quiet.history, state: "done" as const };
  const text = await textOf({ history: { ...done, kinds } });
  expect(text).toMatch(
    /It is read, but for what stands below\. .*Customers read 2 could not be read\./,
  );
  expect(text).not.toContain("Products read");
  expect(text).toContain("Read all again");
  const whole = await textOf({ history: { ...done, kinds: [{ ...kind, kind: "products" }] } });
  expect(whole).toContain("All of it is read.");
  expect(whole).not.toContain("Products read");
});

test("what could not be used stands with its reason and a way to try again", async () => {
  const parked = {
    webhookId: "a",
    topic: "orders/create",
    receivedAt: new Date("2026-05-01T07:00:00Z"),
    reason: "id: got text, expected a number",
  };
  const { html, text } = await shown(
    <Data
      {...quiet}
      unused={{
        parked: [parked],
        parkedTotal: 1,
        refused: 2,
        refusedReason: "got an empty body",
        unknown: [{ topic: "carts/create", count: 4 }],
      }}
    />,
  );
  expect(text).toContain("1 delivery is set aside");
  expect(text).toContain("id: got text, expected a number");
  // Older than a day: the full time, in the shop's zone.
  expect(text).toContain("May 1, 2026, 9:00 AM");
  expect(html).toContain('aria-label="Try again: orders/create"');
  expect(text).toContain("2 messages in the last 30 days were no deliveries");
  expect(text).toContain("4 deliveries in the last 30 days were about things");
  expect(text).not.toContain("Every delivery could be used.");
});

test("files show how far they are, what was refused and why", async () => {
  const file = {
    id: "1",
    name: "May.csv",
    kind: "orders",
    createdAt: now,
    accepted: 1_200,
    unchanged: 0,
    rejected: 2,
    problemsTotal: 2,
    reason: null,
  };
  const files = [
    { ...file, state: "running" as const },
    { ...file, id: "2", state: "done" as const },
    {
      ...file,
      id: "3",
      state: "refused" as const,
      problemsTotal: 0,
      reason: "missing column Name",
    },
  ];
  const problems = { name: "May.csv", total: 240, rows: [{ line: 3, reason: "score: got x" }] };
  const { html, text } = await shown(
    <Data {...quiet} imports={{ ...quiet.imports, files, problems }} />,
    "/app/data?shop=a.myshopify.com&id_token=secret",
  );
  expect(text).toContain("Being read");
  expect(text).toContain("1,200");
  expect(text).toContain("missing column Name");
  expect(html).toContain('href="/app/data?shop=a.myshopify.com&amp;problems=2"');
  expect(text).toMatch(/Rows of May\.csv that were not taken .*3 score: got x/);
  expect(text).toContain("The first 1 of 240.");
});

test("every kind of file that can be read is chosen by its name", async () => {
  const kinds = sources.map(({ kind }) => kind);
  const { html } = await shown(<Data {...quiet} imports={{ ...quiet.imports, kinds }} />);
  expect(html).toContain('<option value="lead-times">Lead times</option>');
  expect(html).not.toContain("data.fileKind");
});

test("a check says what it repaired", async () => {
  const run = {
    kind: "orders",
    startedAt: now,
    finishedAt: now,
    checked: 1_000,
    missing: 3,
    stale: 1,
    repaired: 4,
    problem: null,
  };
  const text = await textOf({ check: { runs: [run], isRunning: false } });
  expect(text).toMatch(/Orders 0 s ago 1,000 3 1 4 all well/);
  expect(await textOf({ check: { runs: [], isRunning: true } })).toContain("Checking now");
});

test("orders that count nowhere are told with their reason", async () => {
  const text = await textOf({ leftOut: { test: 12, voided: 0, zero: 0, currency: 1 } });
  expect(text).toContain("test orders 12");
  expect(text).toContain("in another currency than the shop’s 1");
  expect(text).not.toContain("voided or expired");
});

test("what is read for nothing is named", async () => {
  const text = await textOf({ fields: { total: 140, unused: ["Product.tags", "Return.status"] } });
  expect(text).toContain("140 things are read");
  expect(text).toContain("2 of them are not used yet: Product.tags, Return.status.");
  expect(await textOf({})).toContain("Each of them is used.");
});

test("what customers asked for is handed over as a page and as JSON; where nobody asked, nothing", async () => {
  expect(await textOf({})).not.toContain("asked for");
  const request = {
    ...{ id: "a/b", name: "data request 9999", filedAt: new Date("2026-05-01T09:00:00Z") },
    keptUntil: new Date("2026-05-31T09:00:00Z"),
  };
  const { html, text } = await shown(<Data {...quiet} requests={[request]} />, "/app/data");
  expect(text).toMatch(/Data request 9999 .*May 1, 2026.*May 31, 2026, 11:00 AM/);
  for (const kind of ["HTML, a page to read", "JSON"])
    expect(html).toContain(`aria-label="Export Data request 9999, all that is held as ${kind}"`);
});
