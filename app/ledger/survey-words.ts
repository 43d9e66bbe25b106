// What the survey says to buyers. A shop's own words stand over these; a language that is not here
// begins as the shop's main one.
import type { AnswerFact } from "./facts.ts";
import { heardAbout, heardWordNames, shippedHeard } from "./survey-heard.ts";

/** `…Low` and `…High` name the ends of a scale. */
export const surveyWordNames = [
  "csat",
  "csatLow",
  "csatHigh",
  "nps",
  "npsLow",
  "npsHigh",
  ...heardWordNames,
  "comment",
  "send",
  "thanks",
  "failed",
] as const;
export type SurveyWordName = (typeof surveyWordNames)[number];
export type SurveyWords = Record<SurveyWordName, string>;

/** Longer ones would not fit a thank-you page. */
export const longestWord = 200;
/** Longer texts are refused: a survey is not a letter. */
export const longestAnswer = 2_000;

export const surveyQuestions = ["csat", "nps"] as const;
export type SurveyQuestion = (typeof surveyQuestions)[number];
/** All that a survey may ask; of which channel somebody comes only where the merchant wants to know. */
export const askable = [...surveyQuestions, heardAbout] as const;
export type Askable = (typeof askable)[number];
/** What a score may be, both ends in. */
export const scales: Record<SurveyQuestion, { low: number; high: number }> = {
  csat: { low: 1, high: 5 },
  nps: { low: 0, high: 10 },
};

/** Pages that ask. */
export const surveyPages = ["thank-you", "order-status"] as const;
export type SurveyPage = (typeof surveyPages)[number];

/** Order status asks about the delivery from the moment everything has arrived (definitions.md). */
export function touchpointOf(
  page: SurveyPage,
  deliveredAt: Date | null,
  now: Date,
): AnswerFact["touchpoint"] {
  const isDelivered = deliveredAt !== null && deliveredAt <= now;
  return page === "order-status" && isDelivered ? "after-delivery" : "checkout";
}

/** By language, BCP 47 in lower case. */
export const shippedWords: Readonly<Record<string, SurveyWords>> = {
  en: {
    ...shippedHeard.en,
    csat: "How satisfied are you?",
    csatLow: "Not at all",
    csatHigh: "Very",
    nps: "How likely are you to recommend us to a friend?",
    npsLow: "Not likely",
    npsHigh: "Very likely",
    comment: "What is the main reason? (optional)",
    send: "Send",
    thanks: "Thank you for your answer.",
    failed: "Your answer did not get through. Please try again.",
  },
  de: {
    ...shippedHeard.de,
    csat: "Wie zufrieden sind Sie?",
    csatLow: "Gar nicht",
    csatHigh: "Sehr",
    nps: "Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?",
    npsLow: "Unwahrscheinlich",
    npsHigh: "Sehr wahrscheinlich",
    comment: "Was ist der wichtigste Grund? (freiwillig)",
    send: "Senden",
    thanks: "Danke für Ihre Antwort.",
    failed: "Ihre Antwort kam nicht an. Bitte versuchen Sie es noch einmal.",
  },
  es: {
    ...shippedHeard.es,
    csat: "¿Qué tan satisfecho está?",
    csatLow: "Nada",
    csatHigh: "Mucho",
    nps: "¿Qué probabilidad hay de que nos recomiende?",
    npsLow: "Poco probable",
    npsHigh: "Muy probable",
    comment: "¿Cuál es el motivo principal? (opcional)",
    send: "Enviar",
    thanks: "Gracias por su respuesta.",
    failed: "Su respuesta no llegó. Inténtelo de nuevo.",
  },
  fr: {
    ...shippedHeard.fr,
    csat: "Êtes-vous satisfait de votre achat ?",
    csatLow: "Pas du tout",
    csatHigh: "Tout à fait",
    nps: "Quelle est la probabilité que vous nous recommandiez ?",
    npsLow: "Peu probable",
    npsHigh: "Très probable",
    comment: "Quelle en est la raison principale ? (facultatif)",
    send: "Envoyer",
    thanks: "Merci pour votre réponse.",
    failed: "Votre réponse n’est pas arrivée. Veuillez réessayer.",
  },
  it: {
    ...shippedHeard.it,
    csat: "Quanto è soddisfatto?",
    csatLow: "Per niente",
    csatHigh: "Molto",
    nps: "Quanto è probabile che ci consigli?",
    npsLow: "Poco probabile",
    npsHigh: "Molto probabile",
    comment: "Qual è il motivo principale? (facoltativo)",
    send: "Invia",
    thanks: "Grazie per la sua risposta.",
    failed: "La risposta non è arrivata. Riprovi.",
  },
  nl: {
    ...shippedHeard.nl,
    csat: "Hoe tevreden bent u?",
    csatLow: "Helemaal niet",
    csatHigh: "Zeer",
    nps: "Hoe waarschijnlijk is het dat u ons aanbeveelt?",
    npsLow: "Onwaarschijnlijk",
    npsHigh: "Zeer waarschijnlijk",
    comment: "Wat is de belangrijkste reden? (optioneel)",
    send: "Versturen",
    thanks: "Bedankt voor uw antwoord.",
    failed: "Uw antwoord is niet aangekomen. Probeer het opnieuw.",
  },
};
const english = shippedWords["en"]!;

export type SurveySettings = {
  asks: readonly Askable[];
  mainLanguage: string;
  /** The shop's own words, by language. */
  words: Readonly<Record<string, Partial<SurveyWords>>>;
};

export const usualSettings: SurveySettings = {
  asks: surveyQuestions,
  mainLanguage: "en",
  words: {},
};

const isLanguage = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/;

/** "PT_br " → "pt-br"; null for what is no language tag. */
export function languageTag(text: string): string | null {
  const tag = text.trim().toLowerCase().replaceAll("_", "-");
  return isLanguage.test(tag) && tag.length <= 35 ? tag : null;
}

/** Every language the survey speaks, the main one first. */
export function languagesOf({ mainLanguage, words }: SurveySettings): string[] {
  const others = [...Object.keys(shippedWords), ...Object.keys(words)].toSorted();
  return [...new Set([mainLanguage, ...others])];
}

/** The words of one language: the shop's own, else those that came with the app. */
export function wordsIn(settings: SurveySettings, language: string): SurveyWords {
  const main = settings.mainLanguage;
  return {
    ...(shippedWords[main] ?? english),
    ...settings.words[main],
    ...(language === main ? {} : shippedWords[language]),
    ...settings.words[language],
  };
}

/** The language for a buyer's locale: itself, its base ("pt" for "pt-BR"), else the main one. */
export function languageFor(settings: SurveySettings, locale: string): string {
  const tag = languageTag(locale) ?? settings.mainLanguage;
  const known = languagesOf(settings);
  const base = tag.split("-")[0]!;
  return [tag, base].find((each) => known.includes(each)) ?? settings.mainLanguage;
}
