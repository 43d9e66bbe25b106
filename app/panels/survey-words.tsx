import { BlockStack, Button, Card, FormLayout, Select, TextField } from "@shopify/polaris";
import { useState } from "react";
import type { SurveyErrors, SurveyForm, SurveyShown } from "../scorecard/voice-settings.ts";
import { t, type TextKey } from "./translate.ts";

type Language = SurveyForm["languages"][number];
type WordName = keyof Language["words"];

/** In the order a buyer meets them; ends of one scale stand side by side. */
const rows: readonly (readonly WordName[])[] = [
  ["csat"],
  ["csatLow", "csatHigh"],
  ["nps"],
  ["npsLow", "npsHigh"],
  ["heard"],
  ["heardSearch", "heardSearchAd"],
  ["heardSocial", "heardSocialAd"],
  ["heardAd", "heardEmail"],
  ["heardMessage", "heardPartner"],
  ["heardFriend", "heardPrint"],
  ["heardPress", "heardShop"],
  ["heardKnown"],
  ["comment"],
  ["send", "thanks"],
  ["failed"],
];

/** "German (de)"; a tag that no list knows stays a tag. */
export function languageName(language: string): string {
  try {
    const name = new Intl.DisplayNames(["en"], { type: "language" }).of(language);
    return name && name !== language ? `${name} (${language})` : language;
  } catch {
    return language;
  }
}

type WordsProps = {
  languages: readonly Language[];
  mainLanguage: string;
  shipped: SurveyShown["shipped"];
  longestWord: number;
  errors: SurveyErrors;
  onChange(languages: Language[]): void;
};

/** One language's words at a time, and a way to another. */
export function SurveyWords(props: WordsProps) {
  const { languages, mainLanguage, shipped, longestWord, errors, onChange } = props;
  const [shown, setShown] = useState(mainLanguage);
  const current = languages.find(({ language }) => language === shown) ?? languages[0];
  if (!current) return null;
  const { language, words } = current;
  const own = shipped[language];
  const isChanged = own && rows.flat().some((name) => own[name] !== words[name]);
  const set = (changed: Language["words"]) =>
    onChange(
      languages.map((each) => (each.language === language ? { language, words: changed } : each)),
    );
  return (
    <Card>
      <BlockStack gap="300">
        <Select
          label={t("survey.language")}
          options={languages.map((each) => ({
            value: each.language,
            label: languageName(each.language),
          }))}
          value={language}
          onChange={setShown}
        />
        <FormLayout>
          {rows.map((names) => (
            <FormLayout.Group key={names[0]}>
              {names.map((name) => (
                <TextField
                  key={name}
                  label={t(`survey.word.${name}` as TextKey)}
                  value={words[name] ?? ""}
                  maxLength={longestWord}
                  autoComplete="off"
                  error={surveyError(errors, `${language}.${name}`)}
                  onChange={(text) => set({ ...words, [name]: text })}
                />
              ))}
            </FormLayout.Group>
          ))}
        </FormLayout>
        {isChanged && (
          <div>
            <Button variant="plain" onClick={() => set({ ...own })}>
              {t("survey.reset")}
            </Button>
          </div>
        )}
        <AddLanguage
          languages={languages}
          words={languages.find((each) => each.language === mainLanguage)?.words ?? words}
          onAdd={(added) => {
            onChange([...languages, added]);
            setShown(added.language);
          }}
        />
      </BlockStack>
    </Card>
  );
}

/** A tag as the app keeps it, or null (ledger/survey-words.ts checks it again). */
function tagOf(text: string): string | null {
  const tag = text.trim().toLowerCase().replaceAll("_", "-");
  return /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/.test(tag) ? tag : null;
}

type AddProps = {
  languages: readonly Language[];
  words: Language["words"];
  onAdd(language: Language): void;
};

function AddLanguage({ languages, words, onAdd }: AddProps) {
  const [text, setText] = useState("");
  const [error, setError] = useState<TextKey>();
  function add() {
    const language = tagOf(text);
    if (!language) return setError("survey.error.language");
    if (languages.some((each) => each.language === language)) return setError("survey.error.twice");
    setText("");
    onAdd({ language, words: { ...words } });
  }
  return (
    <TextField
      label={t("survey.add")}
      helpText={t("survey.addHelp")}
      value={text}
      maxLength={35}
      autoComplete="off"
      error={error && t(error)}
      onChange={(typed) => {
        setText(typed);
        setError(undefined);
      }}
      connectedRight={<Button onClick={add}>{t("survey.addButton")}</Button>}
    />
  );
}

export function surveyError(errors: SurveyErrors, field: string): string | undefined {
  const error = errors[field];
  return error && t(`survey.error.${error.code}`, error.values);
}
