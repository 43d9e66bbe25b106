import { Link, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
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
import type { FieldErrors, SettingsForm } from "../scorecard/settings-form.ts";
import { pageAddress } from "./address.ts";
import { usePolling } from "./data-polling.ts";
import { PanelExport } from "./export.tsx";
import { FormBar, FormProblems, useSaveForm } from "./save-form.tsx";
import { HeadlinePlaces } from "./settings-headline.tsx";
import { KeysCard, type KeysProps } from "./settings-keys.tsx";
import { plainRegions, regionRows, RegionRows, type RegionRow } from "./settings-regions.tsx";
import { SharesCard, type SharesProps } from "./settings-shares.tsx";
import { TargetRows, type SettableKpi, type TargetRow } from "./settings-targets.tsx";
import { t, type TextKey } from "./translate.ts";

type Values = Pick<
  SettingsForm,
  "weekStart" | "ship" | "deliver" | "headline" | "targets" | "regions"
>;

export type SettingsProps = Values & {
  shown: SettingsForm["shown"];
  kpis: readonly SettableKpi[];
  /** Channels that a target may be of. */
  channels: readonly string[];
  weekDays: readonly SettingsForm["weekStart"][];
  /** What was saved and is not in the numbers yet. */
  isRecounting: { promises: boolean; regions: boolean };
  currency: string;
  timeZone: string;
  locale: string;
  keys: KeysProps;
  shares: SharesProps;
};

type Draft = Omit<Values, "targets" | "regions"> & { targets: TargetRow[]; regions: RegionRow[] };

const draftOf = ({ weekStart, ship, deliver, headline, targets, regions }: Values): Draft => ({
  weekStart,
  ship,
  deliver,
  headline,
  targets: targets.map((target) => ({
    ...target,
    row: `${target.kpi} ${target.part} ${target.first} ${target.last}`,
  })),
  regions: regionRows(regions),
});
const plain = ({ targets, regions, ...rest }: Draft): Values => ({
  ...rest,
  regions: plainRegions(regions),
  targets: targets.map(({ row: _, ...target }) => target),
});
/** In a fixed order, so that equal settings are equal text. */
const textOf = ({ weekStart, ship, deliver, headline, targets, regions }: Values) =>
  JSON.stringify([
    weekStart,
    [ship.value, ship.unit],
    [deliver.value, deliver.unit],
    headline,
    targets.map(({ kpi, value, first, last, kind, high, part }) => [
      ...[kpi, value, first, last, kind, high, part],
    ]),
    regions.map(({ name, places }) => [name, places]),
  ]);

const textOfDraft = (draft: Draft) => textOf(plain(draft));

/** Targets, promises, the week, regions: one form; links to share and keys beside it. */
export function Settings(props: SettingsProps) {
  const {
    shown,
    kpis,
    channels,
    weekDays,
    isRecounting,
    currency,
    timeZone,
    locale,
    keys,
    shares,
  } = props;
  const [search] = useSearchParams();
  const form = useSaveForm<Draft, FieldErrors>({
    stored: draftOf(props),
    textOf: textOfDraft,
    bodyOf: (draft) => ({ ...plain(draft), shown, locale }),
    savedWords: t("settings.saved"),
  });
  const { draft, change, errors, setErrors } = form;
  usePolling(isRecounting.promises || isRecounting.regions);
  const words = (field: string) => errorWords(errors, field);

  return (
    <Page>
      <TitleBar title={t("settings.title")} />
      <FormBar id="settings-save" form={form} />
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
          <FormProblems form={form} />
          <Card>
            <BlockStack gap="300">
              <Heading words={t("settings.headline")} under={t("settings.headlineWords")} />
              <HeadlinePlaces
                ids={draft.headline}
                kpis={kpis}
                errorOf={words}
                onChange={(headline) => change({ headline })}
              />
            </BlockStack>
          </Card>
          <Card>
            <BlockStack gap="300">
              <Heading words={t("settings.targets")} under={t("settings.targetsWords")} />
              {props.targets.length > 0 && (
                <PanelExport path="targets" what={t("settings.targets")} />
              )}
              <TargetRows
                rows={draft.targets}
                kpis={kpis}
                currency={currency}
                regions={draft.regions.map(({ name }) => name.trim()).filter(Boolean)}
                channels={channels}
                errorOf={words}
                onChange={(targets) => {
                  const rows = { field: "targets", before: draft.targets, after: targets };
                  setErrors((errors) => followRows(errors, rows));
                  change({ targets });
                }}
              />
            </BlockStack>
          </Card>
          <Card>
            <BlockStack gap="300">
              <Heading words={t("settings.promises")} under={t("settings.promisesWords")} />
              {isRecounting.promises && <Recounting words={t("settings.recounting")} />}
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
              <Heading words={t("settings.regions")} under={t("settings.regionsWords")} />
              {isRecounting.regions && <Recounting words={t("settings.recountingRegions")} />}
              <RegionRows
                rows={draft.regions}
                errorOf={words}
                onChange={(regions) => {
                  const rows = { field: "regions", before: draft.regions, after: regions };
                  setErrors((errors) => followRows(errors, rows));
                  change({ regions });
                }}
              />
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
          <Card>
            <BlockStack gap="300">
              <Heading words={t("costs.title")} under={t("costs.lead")} />
              <Link to={pageAddress("/app/costs", search)}>{t("margin.rules")}</Link>
            </BlockStack>
          </Card>
          <SharesCard {...shares} />
          <KeysCard {...keys} />
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

function Recounting({ words }: { words: string }) {
  return (
    <Banner tone="info">
      <p role="status">{words}</p>
    </Banner>
  );
}

function errorWords(errors: FieldErrors, field: string): string | undefined {
  const error = errors[field];
  return error && t(`settings.error.${error.code}` as TextKey, error.values);
}

/** Errors name their row by its place: where rows go or move, each goes with its own. */
function followRows(
  errors: FieldErrors,
  {
    field,
    before,
    after,
  }: { field: string; before: readonly { row: string }[]; after: readonly { row: string }[] },
): FieldErrors {
  return Object.fromEntries(
    Object.entries(errors).flatMap(([key, error]) => {
      const [group, at, name] = key.split(".");
      if (group !== field) return [[key, error]];
      const now = after.findIndex(({ row }) => row === before[Number(at)]?.row);
      return now < 0 ? [] : [[`${field}.${now}.${name}`, error]];
    }),
  );
}
