import { expect, test } from "vitest";
import { shippedWords, usualSettings } from "../../app/ledger/survey-words.ts";
import { readSurvey, showSurvey } from "../../app/scorecard/voice-settings.ts";

const form = () => structuredClone(showSurvey(usualSettings).form);
const errorsOf = (changed: ReturnType<typeof form>) => {
  const read = readSurvey(changed);
  return "errors" in read ? read.errors : null;
};

test("what is shown and not changed is kept as the usual", () => {
  const { languages } = form();
  expect(languages[0]!.language).toBe("en");
  expect(languages.map(({ language }) => language).toSorted()).toEqual(
    Object.keys(shippedWords).toSorted(),
  );
  const read = readSurvey(form());
  if (!("settings" in read)) throw new Error("got errors");
  expect(read.settings).toMatchObject({ asks: ["csat", "nps"], mainLanguage: "en" });
  expect(Object.values(read.settings.words).every((own) => Object.keys(own).length === 0)).toBe(
    true,
  );
});

test("only words that differ are kept, and a language of one's own is kept whole", () => {
  const changed = form();
  changed.asksCsat = false;
  changed.asksHeard = true;
  changed.languages.find(({ language }) => language === "de")!.words.nps = " Empfehlen Sie uns? ";
  changed.languages.push({ language: "pt_BR", words: { ...shippedWords["en"]! } });
  changed.mainLanguage = "pt-br";
  const read = readSurvey(changed);
  if (!("settings" in read)) throw new Error("got errors");
  expect(read.settings.asks).toEqual(["nps", "heard-about"]);
  expect(read.settings.words["de"]).toEqual({ nps: "Empfehlen Sie uns?" });
  expect(read.settings.words["pt-br"]).toEqual(shippedWords["en"]);
  const shown = showSurvey(read.settings).form;
  expect(shown.languages[0]).toEqual({ language: "pt-br", words: shippedWords["en"] });
  expect(shown.languages.find(({ language }) => language === "de")!.words.nps).toBe(
    "Empfehlen Sie uns?",
  );
});

test("every fault stands beside its field and nothing is taken", () => {
  const empty = form();
  empty.languages[0]!.words.csat = "  ";
  empty.languages[1]!.words.nps = "x".repeat(201);
  const second = empty.languages[1]!.language;
  expect(errorsOf(empty)).toEqual({
    "en.csat": { code: "empty" },
    [`${second}.nps`]: { code: "long", values: { most: 200 } },
  });
  const tags = form();
  tags.languages.push(
    { language: "klingon!", words: { ...shippedWords["en"]! } },
    { ...tags.languages[0]! },
  );
  tags.mainLanguage = "xx";
  expect(errorsOf(tags)).toMatchObject({
    "klingon!": { code: "language" },
    en: { code: "twice" },
    mainLanguage: { code: "language" },
  });
  const many = form();
  for (let at = 0; at < 40; at += 1) {
    const language = `x${String.fromCharCode(97 + (at % 26))}${at < 26 ? "a" : "b"}`;
    many.languages.push({ language, words: { ...shippedWords["en"]! } });
  }
  expect(errorsOf(many)).toEqual({ languages: { code: "many", values: { most: 40 } } });
});
