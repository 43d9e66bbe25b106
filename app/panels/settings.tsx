import { useFetcher } from "@remix-run/react";
import { SaveBar, TitleBar, useAppBridge } from "@shopify/app-bridge-react";
import {
  Banner,
  BlockStack,
  Card,
  FormLayout,
  Page,
  Select,
  Text,
  TextField,
} from "@shopify/polaris";
import { useEffect, useRef, useState } from "react";
import type { FieldErrors, SettingsForm } from "../scorecard/settings-form.ts";
import { usePolling } from "./data-polling.ts";
import { TargetRows, type SettableKpi, type TargetRow } from "./settings-targets.tsx";
import { t, type TextKey } from "./translate.ts";

type Values = Pick<SettingsForm, "weekStart" | "ship" | "deliver" | "targets">;

export type SettingsProps = Values & {
  shown: SettingsForm["shown"];
  kpis: readonly SettableKpi[];
  weekDays: readonly SettingsForm["weekStart"][];
  /** A promise was saved and its numbers are not there yet. */
  isRecounting: boolean;
  currency: string;
  timeZone: string;
  locale: string;
};

/** What the page answers to a form. */
export type SettingsAnswer =
  | { saved: true }
  | { saved: false; errors: FieldErrors }
  /** The app or the way to it is down; nothing was taken. */
  | { saved: false; errors: null };

type Draft = Omit<Values, "targets"> & { targets: TargetRow[] };

const draftOf = ({ weekStart, ship, deliver, targets }: Values): Draft => ({
  weekStart,
  ship,
  deliver,
  targets: targets.map((target) => ({
    ...target,
    row: `${target.kpi} ${target.first} ${target.last}`,
  })),
});
const plain = ({ targets, ...rest }: Draft): Values => ({
  ...rest,
  targets: targets.map(({ row: _, ...target }) => target),
});
/** In a fixed order, so that equal settings are equal text. */
const textOf = ({ weekStart, ship, deliver, targets }: Values) =>
  JSON.stringify([
    weekStart,
    [ship.value, ship.unit],
    [deliver.value, deliver.unit],
    targets.map(({ kpi, value, first, last }) => [kpi, value, first, last]),
  ]);

/** Targets, promises, the week: one form, saved by the admin's own save bar. */
export function Settings(props: SettingsProps) {
  const { shown, kpis, weekDays, isRecounting, currency, timeZone, locale } = props;
  const fetcher = useFetcher<SettingsAnswer>();
  const bridge = useAppBridge();
  const saved = textOf(props);
  const [base, setBase] = useState(saved);
  const [draft, setDraft] = useState(() => draftOf(props));
  const [errors, setErrors] = useState<FieldErrors>({});
  const isSaving = fetcher.state !== "idle";
  const isDirty = textOf(plain(draft)) !== base;
  usePolling(isRecounting);

  // What was saved elsewhere shows up here, but never over what is being typed.
  useEffect(() => {
    if (saved === base || isSaving || isDirty) return;
    setBase(saved);
    setDraft(draftOf(props));
  }, [saved, base, isSaving, isDirty, props]);

  // An answer counts once the page's data has been read again after it.
  const answer = isSaving ? undefined : fetcher.data;
  const handled = useRef<SettingsAnswer>();
  const sent = useRef("");
  useEffect(() => {
    if (!answer || handled.current === answer) return;
    handled.current = answer;
    setErrors(answer.saved ? {} : (answer.errors ?? {}));
    if (!answer.saved) return;
    bridge.toast.show(t("settings.saved"));
    setBase(saved);
    if (textOf(plain(draft)) === sent.current) setDraft(draftOf(props));
  }, [answer, bridge, draft, props, saved]);
  const isLost = answer?.saved === false && answer.errors === null;

  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const save = () => {
    sent.current = textOf(plain(draft));
    fetcher.submit(
      { ...plain(draft), shown, locale },
      { method: "post", encType: "application/json" },
    );
  };
  const discard = () => {
    setErrors({});
    setBase(saved);
    setDraft(draftOf(props));
  };
  const words = (field: string) => errorWords(errors, field);

  return (
    <Page>
      <TitleBar title={t("settings.title")} />
      <SaveBar id="settings-save" open={isDirty}>
        <button variant="primary" onClick={save} disabled={isSaving}>
          {t("settings.save")}
        </button>
        <button onClick={discard} disabled={isSaving}>
          {t("settings.discard")}
        </button>
      </SaveBar>
      <div className="ff-page">
        <BlockStack gap="400">
          <BlockStack gap="050">
            <Text as="h1" variant="headingLg">
              {t("settings.title")}
            </Text>
            <Text as="p" tone="subdued">
              {t("settings.lead", { zone: timeZone, currency })}
            </Text>
          </BlockStack>
          {Object.keys(errors).length > 0 && (
            <Banner tone="critical" title={t("settings.notSaved")} />
          )}
          {isLost && <Banner tone="critical" title={t("settings.failed")} />}
          <Card>
            <BlockStack gap="300">
              <Heading words={t("settings.targets")} under={t("settings.targetsWords")} />
              <TargetRows
                rows={draft.targets}
                kpis={kpis}
                currency={currency}
                errorOf={words}
                onChange={(targets) => {
                  setErrors((before) => withoutTargets(before, draft.targets, targets));
                  change({ targets });
                }}
              />
            </BlockStack>
          </Card>
          <Card>
            <BlockStack gap="300">
              <Heading words={t("settings.promises")} under={t("settings.promisesWords")} />
              {isRecounting && (
                <Banner tone="info">
                  <p role="status">{t("settings.recounting")}</p>
                </Banner>
              )}
              <FormLayout>
                <FormLayout.Group>
                  {(["ship", "deliver"] as const).map((name) => (
                    <TextField
                      key={name}
                      label={t(`settings.${name}`)}
                      value={draft[name].value}
                      error={words(name)}
                      autoComplete="off"
                      inputMode="decimal"
                      maxLength={12}
                      onChange={(value) => change({ [name]: { ...draft[name], value } })}
                      connectedRight={
                        <Select
                          label={t("settings.unit")}
                          labelHidden
                          options={(["hours", "days"] as const).map((unit) => ({
                            value: unit,
                            label: t(`settings.${unit}`),
                          }))}
                          value={draft[name].unit}
                          onChange={(unit) =>
                            change({ [name]: { ...draft[name], unit: unit as "hours" | "days" } })
                          }
                        />
                      }
                    />
                  ))}
                </FormLayout.Group>
              </FormLayout>
            </BlockStack>
          </Card>
          <Card>
            <BlockStack gap="300">
              <Heading words={t("settings.week")} />
              <Select
                label={t("settings.weekStart")}
                options={weekDays.map((day) => ({ value: day, label: t(`weekday.${day}`) }))}
                value={draft.weekStart}
                onChange={(day) => change({ weekStart: day as SettingsForm["weekStart"] })}
              />
            </BlockStack>
          </Card>
        </BlockStack>
      </div>
    </Page>
  );
}

function Heading({ words, under }: { words: string; under?: string }) {
  return (
    <BlockStack gap="100">
      <Text as="h2" variant="headingMd">
        {words}
      </Text>
      {under && (
        <Text as="p" tone="subdued">
          {under}
        </Text>
      )}
    </BlockStack>
  );
}

function errorWords(errors: FieldErrors, field: string): string | undefined {
  const error = errors[field];
  return error && t(`settings.error.${error.code}` as TextKey, error.values);
}

/** Errors follow their row by its place: with a row gone, the places behind it no longer hold. */
function withoutTargets(
  errors: FieldErrors,
  before: readonly TargetRow[],
  after: readonly TargetRow[],
): FieldErrors {
  if (after.length >= before.length) return errors;
  return Object.fromEntries(
    Object.entries(errors).flatMap(([field, error]) => {
      const [, at, name] = /^targets\.(\d+)\.(\w+)$/.exec(field) ?? [];
      if (at === undefined) return [[field, error]];
      const now = after.findIndex(({ row }) => row === before[Number(at)]?.row);
      return now < 0 ? [] : [[`targets.${now}.${name}`, error]];
    }),
  );
}
