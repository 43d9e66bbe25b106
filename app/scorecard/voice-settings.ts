// The survey's settings as a form sends them: every fault beside its field, nothing taken unless all of
// it is right.
import { z } from "zod";
import { heardAbout } from "../ledger/survey-heard.ts";
import {
  askable,
  languagesOf,
  languageTag,
  longestWord,
  shippedWords,
  surveyWordNames,
  wordsIn,
  type SurveySettings,
  type SurveyWords,
} from "../ledger/survey-words.ts";

const mostLanguages = 40;
const Text = z.string().max(2_000);

/** The form as the panel sends it. */
export const SurveyForm = z.object({
  asksCsat: z.boolean(),
  asksNps: z.boolean(),
  asksHeard: z.boolean(),
  mainLanguage: Text,
  languages: z
    .array(z.object({ language: Text, words: z.record(z.enum(surveyWordNames), Text) }))
    .max(1_000),
});
export type SurveyForm = z.infer<typeof SurveyForm>;

/** What the panel shows: the form, and for each language the words that came with the app. */
export type SurveyShown = {
  form: SurveyForm;
  shipped: Record<string, SurveyWords>;
  longestWord: number;
};

/** The panel has the words. */
export type SurveyError = {
  code: "empty" | "long" | "language" | "twice" | "many";
  values?: Record<string, number>;
};
/** By field: "mainLanguage", "de.csat". */
export type SurveyErrors = Record<string, SurveyError>;

export function showSurvey(settings: SurveySettings): SurveyShown {
  return {
    form: {
      asksCsat: settings.asks.includes("csat"),
      asksNps: settings.asks.includes("nps"),
      asksHeard: settings.asks.includes(heardAbout),
      mainLanguage: settings.mainLanguage,
      languages: languagesOf(settings).map((language) => ({
        language,
        words: wordsIn(settings, language),
      })),
    },
    shipped: { ...shippedWords },
    longestWord,
  };
}

/** Kept are only words that differ from those that came with the app: these may get better. */
export function readSurvey(
  form: SurveyForm,
): { settings: SurveySettings } | { errors: SurveyErrors } {
  const errors: SurveyErrors = {};
  const words: Record<string, Partial<SurveyWords>> = {};
  for (const given of form.languages) {
    const language = languageTag(given.language);
    if (!language) errors[given.language] = { code: "language" };
    else if (words[language]) errors[language] = { code: "twice" };
    else words[language] = wordsOf(language, given.words, errors);
  }
  if (form.languages.length > mostLanguages) {
    errors["languages"] = { code: "many", values: { most: mostLanguages } };
  }
  const mainLanguage = languageTag(form.mainLanguage);
  if (!mainLanguage || !words[mainLanguage]) errors["mainLanguage"] = { code: "language" };
  if (Object.keys(errors).length > 0 || !mainLanguage) return { errors };
  const isAsked = { csat: form.asksCsat, nps: form.asksNps, [heardAbout]: form.asksHeard };
  return {
    settings: { asks: askable.filter((each) => isAsked[each]), mainLanguage, words },
  };
}

function wordsOf(
  language: string,
  given: Partial<Record<string, string>>,
  errors: SurveyErrors,
): Partial<SurveyWords> {
  const own: Partial<SurveyWords> = {};
  for (const name of surveyWordNames) {
    const text = given[name]?.trim() ?? "";
    if (text === "") errors[`${language}.${name}`] = { code: "empty" };
    else if (text.length > longestWord) {
      errors[`${language}.${name}`] = { code: "long", values: { most: longestWord } };
    } else if (text !== shippedWords[language]?.[name]) own[name] = text;
  }
  return own;
}
