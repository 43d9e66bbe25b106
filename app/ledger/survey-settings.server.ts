// What a shop's survey asks and says.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "./facts.ts";
import { heardAbout } from "./survey-heard.ts";
import {
  askable,
  surveyWordNames,
  usualSettings,
  type Askable,
  type SurveySettings,
  type SurveyWordName,
  type SurveyWords,
} from "./survey-words.ts";

const asksColumn: Record<Askable, "asks_csat" | "asks_nps" | "asks_heard"> = {
  csat: "asks_csat",
  nps: "asks_nps",
  [heardAbout]: "asks_heard",
};

type Row = {
  asks_csat: boolean | null;
  asks_nps: boolean | null;
  asks_heard: boolean | null;
  main_language: string | null;
  words: [language: string, word: string, text: string][] | null;
};

const isWord = (name: string): name is SurveyWordName =>
  (surveyWordNames as readonly string[]).includes(name);

/** The bound shop's settings; the usual ones where it never set any. */
export async function readSurveySettings(
  client: Client,
  shop: Pick<ShopContext, "id">,
): Promise<SurveySettings> {
  const { rows } = await client.query<Row>(
    `select asks_csat, asks_nps, asks_heard, main_language,
       (select json_agg(json_build_array(language, word, text))
          from survey_word where shop_id = $1) as words
     from (select 1) one left join survey_setting on shop_id = $1`,
    [shop.id],
  );
  const [row] = rows;
  const words: Record<string, Partial<SurveyWords>> = {};
  for (const [language, word, text] of row?.words ?? []) {
    if (isWord(word)) (words[language] ??= {})[word] = text;
  }
  if (!row || row.main_language === null) return { ...usualSettings, words };
  return {
    asks: askable.filter((question) => row[asksColumn[question]]),
    mainLanguage: row.main_language,
    words,
  };
}

/** Replaces all of it. */
export async function writeSurveySettings(
  client: Client,
  shop: Pick<ShopContext, "id">,
  { asks, mainLanguage, words }: SurveySettings,
): Promise<void> {
  await client.query(
    `insert into survey_setting (shop_id, asks_csat, asks_nps, asks_heard, main_language)
     values ($1, $2, $3, $4, $5)
     on conflict (shop_id) do update set asks_csat = excluded.asks_csat,
       asks_nps = excluded.asks_nps, asks_heard = excluded.asks_heard,
       main_language = excluded.main_language`,
    [shop.id, asks.includes("csat"), asks.includes("nps"), asks.includes(heardAbout), mainLanguage],
  );
  const rows = Object.entries(words).flatMap(([language, own]) =>
    Object.entries(own).map(([word, text]) => ({ language, word, text })),
  );
  await client.query("delete from survey_word where shop_id = $1", [shop.id]);
  await client.query(
    `insert into survey_word (shop_id, language, word, text)
     select $1, * from unnest($2::text[], $3::text[], $4::text[])`,
    [
      shop.id,
      rows.map(({ language }) => language),
      rows.map(({ word }) => word),
      rows.map(({ text }) => text),
    ],
  );
}
