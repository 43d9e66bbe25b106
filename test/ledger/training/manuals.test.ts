import { expect, test } from "vitest";
import { manualFaults } from "../../../app/ingest/training-manual.server.ts";
import { library } from "../../../app/ledger/training/library/index.ts";
import { countSteps, findScript, readMarkdown } from "../../../app/ledger/training/markdown.ts";
import { readPeople } from "../../../app/ledger/training/people.ts";
import { markAnswers, readQuestions } from "../../../app/ledger/training/questions.ts";

const check = "? Which?\n- This\n+ That\n= Because.";

test("the library covers the shop's work, each manual with steps and a check that can be passed", () => {
  const ids = library.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual([
    "packing",
    "returns",
    "product-entry",
    "reply-tone",
    "stock-count",
    "fraud-check",
    "pos-opening",
    "pos-closing",
    "campaign-checklist",
  ]);
  for (const { id, title, text, questions, minutes } of library) {
    expect(manualFaults({ title, text, questions }), id).toEqual({});
    expect(countSteps(readMarkdown(text)), id).toBeGreaterThanOrEqual(8);
    const read = readQuestions(questions);
    if ("wrong" in read) throw new Error(`${id}: ${read.wrong}`);
    expect(read.questions.length, id).toBeGreaterThanOrEqual(3);
    const right = read.questions.map((question) => question.right);
    expect(markAnswers(read.questions, right), id).toEqual(right.map(() => true));
    // Always the same place would be a check of nothing.
    expect(new Set(right).size, id).toBeGreaterThan(1);
    // 200 words a minute, and a minute for the check.
    expect(text.split(/\s+/).length / 200 + 1, id).toBeLessThan(minutes);
  }
});

test("Markdown becomes headings, paragraphs, steps and lists", () => {
  const text =
    "# Title\n\nOne **bold** and *soft*\nline with [a link](https://example.com).\n\n" +
    "1. First\n   goes on\n\n2. Second\n\n- point `x`\n\nEnd";
  expect(readMarkdown(text)).toEqual([
    { kind: "heading", level: 2, inline: [{ kind: "text", text: "Title" }] },
    {
      kind: "paragraph",
      inline: [
        { kind: "text", text: "One " },
        { kind: "strong", text: "bold" },
        { kind: "text", text: " and " },
        { kind: "emphasis", text: "soft" },
        { kind: "text", text: " line with " },
        { kind: "link", text: "a link", href: "https://example.com" },
        { kind: "text", text: "." },
      ],
    },
    {
      kind: "steps",
      items: [[{ kind: "text", text: "First goes on" }], [{ kind: "text", text: "Second" }]],
    },
    {
      kind: "list",
      items: [
        [
          { kind: "text", text: "point " },
          { kind: "code", text: "x" },
        ],
      ],
    },
    { kind: "paragraph", inline: [{ kind: "text", text: "End" }] },
  ]);
  expect(countSteps(readMarkdown(text))).toBe(2);
  expect(readMarkdown("")).toEqual([]);
});

test("HTML and other addresses in a manual stay text", () => {
  const text = "1. <b>Read</b> [x](javascript:alert(1)) [y](/app) <i";
  expect(readMarkdown(text)).toEqual([
    { kind: "steps", items: [[{ kind: "text", text: text.slice(3) }]] },
  ]);
});

test("a manual with a script in it is refused by line, what was found and what to do", () => {
  const faults = manualFaults({
    title: "Packing",
    text: "1. Read\n2. Pack <script>alert(1)</script>",
    questions: check,
  });
  expect(faults).toEqual({
    text: 'line 2: got "<script>", which is a program and no text: take it out, or write what it should say in words',
  });
  const scripts = [
    "<IMG src=x onerror=alert(1)>",
    "< iframe src=https://example.com>",
    '<p onclick = "go()">',
    "[x](JavaScript:alert(1))",
    "data:text/html;base64,AAAA",
    "<svg/onload=alert(1)>",
    "<a href=x onmouseover=go()",
  ];
  for (const script of scripts) expect(findScript(script), script).not.toBeNull();
  const texts = ["a < b and c > d", "Write to <ann@shop.com>", "once = twice", "5 <scripts> later"];
  for (const text of texts) expect(findScript(text), text).toBeNull();
});

test("a manual without title, steps or check is told so, field by field", () => {
  expect(manualFaults({ title: "", text: "Read well.", questions: "" })).toEqual({
    title: "got 0 characters, expected 1 to 100",
    text: "got no step, expected lines such as: 1. Read the whole slip",
    questions: "got 0 questions, expected 1 to 12",
  });
  const long = manualFaults({ title: "A", text: `1. ${"x".repeat(20_000)}`, questions: check });
  expect(long.text).toBe("got 20003 characters, expected at most 20000: split the manual");
});

test("a check is read as it is typed, and what is wrong is told by line", () => {
  expect(
    readQuestions("? One?\r\n+ a\r\n- b\r\n= so\r\n= and so\r\n\r\n? Two?\n- c\n- d\n+ e\n= x"),
  ).toEqual({
    questions: [
      { ask: "One?", answers: ["a", "b"], right: 0, why: "so and so" },
      { ask: "Two?", answers: ["c", "d", "e"], right: 2, why: "x" },
    ],
  });
  const wrong = (text: string) => {
    const read = readQuestions(text);
    return "wrong" in read ? read.wrong : null;
  };
  expect(wrong("Which?")).toBe('line 1: got "Which?", expected ?, -, + or = in front');
  expect(wrong("+ a")).toBe("line 1: got + first, expected a question: ? …");
  expect(wrong("? A?\n-")).toBe("line 2: got - alone, expected words behind it");
  expect(wrong("? A?\n+ a\n= x")).toBe("question of line 1: got 1 answers, expected 2 to 6");
  expect(wrong("? A?\n- a\n- b\n= x")).toBe(
    "question of line 1: got 0 right answers (+), expected one",
  );
  expect(wrong("? A?\n+ a\n- a\n= x")).toBe(
    "question of line 1: got one answer twice, expected different ones",
  );
  expect(wrong("? A?\n+ a\n- b")).toBe(
    "question of line 1: got no reason, expected a line = why it is right",
  );
});

test("an answer that was not given is not right", () => {
  const read = readQuestions(`${check}\n${check}`);
  if ("wrong" in read) throw new Error(read.wrong);
  expect(markAnswers(read.questions, [1])).toEqual([true, false]);
  expect(markAnswers(read.questions, [0, null])).toEqual([false, false]);
});

test("people are typed by name, e-mail or both", () => {
  expect(readPeople("Ann Smith, BOB@shop.com; Cem <cem@shop.co.uk>\nann smith")).toEqual({
    people: [
      { name: "Ann Smith", email: null },
      { name: "BOB@shop.com", email: "bob@shop.com" },
      { name: "Cem", email: "cem@shop.co.uk" },
    ],
  });
  expect(readPeople(" , ")).toEqual({ people: [] });
  expect(readPeople("ann@shop")).toEqual({
    wrong: 'got "ann@shop", expected an e-mail such as ann@shop.com, or a name',
  });
  expect(readPeople("Ann <>")).toHaveProperty("wrong");
  expect(readPeople("x".repeat(101))).toHaveProperty("wrong");
  expect(readPeople(Array.from({ length: 51 }, (_, at) => `p${at}`).join())).toHaveProperty(
    "wrong",
  );
});
