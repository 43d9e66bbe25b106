import { Link, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Card, Checkbox, Page, Select, Text } from "@shopify/polaris";
import type { SurveyErrors, SurveyForm, SurveyShown } from "../scorecard/voice-settings.ts";
import { pageAddress } from "./address.ts";
import { FormBar, FormProblems, useSaveForm } from "./save-form.tsx";
import { languageName, surveyError, SurveyWords } from "./survey-words.tsx";
import { t } from "./translate.ts";
import { voicePath } from "./voice-path.ts";

const textOf = (form: SurveyForm) => JSON.stringify(form);

const isAsking = ({ asksCsat, asksNps, asksHeard }: SurveyForm) => asksCsat || asksNps || asksHeard;

/** What buyers are asked and in which words: one form. */
export function Survey({ form: stored, shipped, longestWord }: SurveyShown) {
  const [search] = useSearchParams();
  const form = useSaveForm<SurveyForm, SurveyErrors>({
    ...{ stored, textOf, bodyOf: (draft) => draft },
    savedWords: t("survey.saved"),
  });
  const { draft, change, errors } = form;
  return (
    <Page>
      <TitleBar title={t("survey.title")} />
      <FormBar id="survey-save" form={form} />
      <div className="ff-page" data-page="survey">
        <BlockStack gap="400">
          <BlockStack gap="050">
            <Link to={pageAddress(voicePath, search)}>{t("survey.back")}</Link>
            <Text as="h1" variant="headingLg">
              {t("survey.title")}
            </Text>
            <Text as="p" tone="subdued">
              {t("survey.lead")}
            </Text>
          </BlockStack>
          <FormProblems form={form}>
            <p>{surveyError(errors, "languages")}</p>
          </FormProblems>
          <Card>
            <BlockStack gap="200">
              <Text as="h2" variant="headingMd">
                {t("survey.asks")}
              </Text>
              <Checkbox
                label={t("survey.asks.csat")}
                checked={draft.asksCsat}
                onChange={(asksCsat) => change({ asksCsat })}
              />
              <Checkbox
                label={t("survey.asks.nps")}
                checked={draft.asksNps}
                onChange={(asksNps) => change({ asksNps })}
              />
              <Checkbox
                label={t("survey.asks.heard")}
                checked={draft.asksHeard}
                onChange={(asksHeard) => change({ asksHeard })}
                helpText={t(isAsking(draft) ? "survey.asks.heardHelp" : "survey.asks.none")}
              />
              <Select
                label={t("survey.main")}
                helpText={t("survey.mainHelp")}
                options={draft.languages.map(({ language }) => ({
                  value: language,
                  label: languageName(language),
                }))}
                value={draft.mainLanguage}
                error={Boolean(errors["mainLanguage"])}
                onChange={(mainLanguage) => change({ mainLanguage })}
              />
            </BlockStack>
          </Card>
          <SurveyWords
            languages={draft.languages}
            mainLanguage={draft.mainLanguage}
            {...{ shipped, longestWord, errors }}
            onChange={(languages) => change({ languages })}
          />
        </BlockStack>
      </div>
    </Page>
  );
}
