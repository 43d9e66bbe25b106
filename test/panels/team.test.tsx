import { expect, test } from "vitest";
import { possibilities } from "../../app/kpis/learning/possibilities.ts";
import { readMarkdown } from "../../app/ledger/training/markdown.ts";
import { DigestPage } from "../../app/panels/digest.tsx";
import { ManualText } from "../../app/panels/team-text.tsx";
import { TeamLearn } from "../../app/panels/team-learn.tsx";
import { Team, type TeamProps } from "../../app/panels/team.tsx";
import { verdictOf, type TeamManual } from "../../app/scorecard/team.ts";
import { shown } from "./shown.tsx";

const time: TeamProps["time"] = {
  chosen: {
    choice: "30",
    versus: "previous",
    period: { from: "2026-03-01", to: "2026-03-31" },
    against: { from: "2026-01-30", to: "2026-03-01" },
    wholeDays: 30,
  },
  today: "2026-03-30",
  asOf: "2026-03-30T10:00:00.000Z",
  timeZone: "UTC",
  historyFrom: null,
  locale: "en",
};
const told = (median: number, n: number, interval: [number, number] | null) => ({
  ...{ median, n, interval },
});
const manual: TeamManual = {
  ...{ id: "packing", version: 2, title: "Packing", isLibrary: false, isRetired: false },
  ...{ minutes: null, steps: 4, questions: 1, open: 1, passed: 6, behind: 2 },
  hours: told(30, 6, [24, 50]),
  before: told(240, 7, [168, 300]),
  verdict: "sooner",
};
const nothing: TeamProps = {
  time,
  currency: "EUR",
  team: { kpis: [], open: [], manuals: [], people: [], possibilities: [] },
};

test("a team without anything says what to do first", async () => {
  const { text } = await shown(<Team {...nothing} />, "/app/team");
  expect(text).toContain("Nobody has anything open. Assign a manual below");
  expect(text).toContain("Nobody yet: whoever is assigned a manual appears here.");
});

test("who is late, how long it takes and what is not in use are said with a next step", async () => {
  const open = (id: string, daysLate: number, person: string | null) => ({
    ...{ id, daysLate, person, tries: 1, manual: { id: "packing", title: "Packing" } },
    dueDay: "2026-03-20",
  });
  const { html, text } = await shown(
    <Team
      {...nothing}
      team={{
        ...nothing.team,
        open: [open("a", 10, "Ann"), open("b", 0, null), open("c", -3, "Bob")],
        manuals: [manual],
        possibilities: [
          { id: "costs", isInUse: true, part: 90, whole: 100 },
          { id: "scorecard", isInUse: false, part: 3, whole: 4 },
          { id: "promise", isInUse: false, part: 0, whole: 0 },
          { id: "survey", isInUse: false, part: 0, whole: null },
        ],
      }}
    />,
    "/app/team?shop=a.myshopify.com&id_token=secret",
  );
  expect(text).toContain("1 assignment is past its due day.");
  expect(text).toMatch(/Ann .*10 days late.*somebody removed .*due today/);
  expect(text).toMatch(/1 d 6 h, of 6 people, most likely between 1 d and 2 d 2 h/);
  expect(text).toMatch(/10 d, of 7 people.*sooner now/);
  expect(text).toContain("2 people have an earlier version");
  expect(text).toContain("1 of 4 possibilities were in use");
  expect(text).toMatch(
    /known for 90% of net sales.*opened in 3 of 4 weeks.*Nothing to take it of.*0 answers/,
  );
  expect(html).toContain('href="/app/voice/survey?shop=a.myshopify.com"');
  expect(html).not.toContain("secret");
});

test("each possibility that is not in use has its own next step", async () => {
  const unused = possibilities.map(({ id }) => ({ id, isInUse: false, part: 0, whole: null }));
  const { html } = await shown(
    <Team {...nothing} team={{ ...nothing.team, possibilities: unused }} />,
    "/app/team?shop=a.myshopify.com",
  );
  const table = html.slice(html.lastIndexOf("<table"));
  const steps = [...table.matchAll(/<a [^>]*>([^<]+)<\/a>/g)].map(([, words]) => words);
  for (const words of [
    ...["Set up the survey", "Make an access key for your shop window", "Import unit costs"],
    ...["Set a ship promise", "Import delivery times", "Enter or import spend"],
    ...["See which steps people do by hand", "Look at the scorecard once a week"],
    "Assign a manual",
  ]) {
    expect(steps).toContain(words);
  }
  expect(possibilities).toHaveLength(9);
});

test("two medians differ only where their ranges lie apart", () => {
  const now = told(30, 6, [24, 50]);
  expect(verdictOf(now, told(240, 7, [51, 300]))).toBe("sooner");
  expect(verdictOf(now, told(240, 7, [50, 300]))).toBe("cannot-tell");
  expect(verdictOf(now, told(10, 7, [5, 23]))).toBe("later");
  expect(verdictOf(now, told(240, 5, null))).toBe("cannot-tell");
  expect(verdictOf(now, null)).toBeNull();
});

test("a manual's HTML is read as text", async () => {
  const blocks = readMarkdown("# <b>Read</b>\n1. <img src=x> & [go](https://example.com/?a=1&b=2)");
  const { html } = await shown(<ManualText blocks={blocks} />);
  expect(html).toContain("&lt;b&gt;Read&lt;/b&gt;");
  expect(html).toContain("&lt;img src=x&gt; &amp; ");
  expect(html).toContain('href="https://example.com/?a=1&amp;b=2"');
  expect(html).not.toMatch(/<b>|<img/);
});

test("a check cannot be handed in before all is answered, nor after it was passed", async () => {
  const props = {
    manual: {
      ...{ id: "packing", version: 1, title: "Packing", isLibrary: true, isRetired: false },
      ...{ minutes: 5, steps: 1, blocks: readMarkdown("1. Read") },
      questions: [{ ask: "First?", answers: ["a", "b"] }],
    },
    assignment: { id: "x", person: "Ann", dueDay: "2026-04-02", tries: 0 },
    ...{ today: "2026-03-30", locale: "en" },
  };
  const open = await shown(<TeamLearn {...props} state="open" />);
  expect(open.text).toContain("Answer every question first.");
  expect(open.text).toContain("For Ann, due Apr 2.");
  expect((await shown(<TeamLearn {...props} state="passed" />)).text).toContain("Passed:");
  expect((await shown(<TeamLearn {...props} state="withdrawn" />)).text).not.toContain("First?");
});

test("a digest without numbers says why, and where no mail server is who sets one", async () => {
  const digest = {
    ...{ week: { from: "2026-03-02", to: "2026-03-09" }, currency: "EUR", timeZone: "UTC" },
    ...{ madeAt: "2026-03-09T12:00:00.000Z", headline: [], up: [], down: [] },
    stale: { why: "unheard" as const, since: "2026-03-05T02:00:00.000Z" },
    training: { late: 1, due: 0 },
  };
  const page = { digest, weeks: ["2026-03-02"], readers: [], locale: "en" };
  const { text } = await shown(<DigestPage {...page} hasMail={false} />, "/app/digest");
  expect(text).toContain("Your orders were last compared with Shopify on Mar 5, 2026");
  expect(text).not.toContain("Five numbers");
  expect(text).toContain("1 assignment in the team is past its due day.");
  expect(text).toContain("No mail server is configured");
  const first = await shown(<DigestPage {...page} digest={null} weeks={[]} hasMail />);
  expect(first.text).toContain("No digest yet");
  expect(first.text).not.toContain("No mail server");
});
