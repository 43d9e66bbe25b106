import { Link, useFetcher, useSearchParams } from "@remix-run/react";
import { SaveBar, TitleBar, useAppBridge } from "@shopify/app-bridge-react";
import { Banner, BlockStack, Card, Checkbox, Page, Select, Text } from "@shopify/polaris";
import { useEffect, useRef, useState } from "react";
import type { SurveyErrors, SurveyForm, SurveyShown } from "../scorecard/voice-settings.ts";
import { pageAddress } from "./address.ts";
import { languageName, surveyError, SurveyWords } from "./survey-words.tsx";
import { t } from "./translate.ts";
import { voicePath } from "./voice-path.ts";

/** What the page answers to a form; errors null: the app or the way to it is down. */
export type SurveyAnswer = { saved: true } | { saved: false; errors: SurveyErrors | null };

const textOf = (form: SurveyForm) => JSON.stringify(form);

/** What buyers are asked and in which words: one form, saved by the admin's own save bar. */
export function Survey({ form, shipped, longestWord }: SurveyShown) {
  const [search] = useSearchParams();
  const fetcher = useFetcher<SurveyAnswer>();
  const bridge = useAppBridge();
  const [base, setBase] = useState(form);
  const [draft, setDraft] = useState(form);
  const [errors, setErrors] = useState<SurveyErrors>({});
  const isSaving = fetcher.state !== "idle";
  const isDirty = textOf(draft) !== textOf(base);

  // An answer counts once the page's data has been read again after it.
  const answer = isSaving ? undefined : fetcher.data;
  const handled = useRef<SurveyAnswer>();
  const sent = useRef("");
  useEffect(() => {
    if (!answer || handled.current === answer) return;
    handled.current = answer;
    setErrors(answer.saved ? {} : (answer.errors ?? {}));
    if (!answer.saved) return;
    bridge.toast.show(t("survey.saved"));
    setBase(form);
    // What was typed while it was being saved stays.
    setDraft((typed) => (textOf(typed) === sent.current ? form : typed));
  }, [answer, bridge, form]);

  const change = (part: Partial<SurveyForm>) => setDraft((before) => ({ ...before, ...part }));
  const save = () => {
    sent.current = textOf(draft);
    fetcher.submit(draft, { method: "post", encType: "application/json" });
  };
  const discard = () => {
    setErrors({});
    setDraft(base);
  };
  const isLost = answer?.saved === false && answer.errors === null;
  return (
    <Page>
      <TitleBar title={t("survey.title")} />
      <SaveBar id="survey-save" open={isDirty}>
        <button variant="primary" onClick={save} disabled={isSaving}>
          {t("survey.save")}
        </button>
        <button onClick={discard} disabled={isSaving}>
          {t("survey.discard")}
        </button>
      </SaveBar>
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
          {Object.keys(errors).length > 0 && (
            <Banner tone="critical" title={t("survey.notSaved")}>
              <p>{surveyError(errors, "languages")}</p>
            </Banner>
          )}
          {isLost && <Banner tone="critical" title={t("survey.failed")} />}
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
                helpText={draft.asksCsat || draft.asksNps ? undefined : t("survey.asks.none")}
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
