import { Badge, Banner, BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import type { ShownArm, ShownExperiment } from "../scorecard/experiment-results.server.ts";
import type { TrialPlan } from "../scorecard/experiment-plan.server.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { PanelExport } from "./export.tsx";
import { formatDay, formatExact, formatValue, type Locale } from "./format.ts";
import { t, type TextKey } from "./translate.ts";
import { TrialForm, type TrialRanges } from "./trial-form.tsx";

export type Trials = {
  /** The newest first. */
  shown: ShownExperiment[];
  ranges: TrialRanges;
  /** People in each arm below which nothing is told. */
  fewestInArm: number;
  /** Of a trial with the usual settings. */
  plan: TrialPlan;
};

type Props = { trials: Trials; where: Locale; today: string };

/** Whether showing recommended products brings in more than not showing them. */
export function TrialCard({ trials, where, today }: Props) {
  const [latest] = trials.shown;
  const running = latest && latest.stoppedOn === null ? latest : null;
  return (
    <Card roundedAbove="xs">
      <div data-trial={latest ? (running ? "running" : "stopped") : "none"}>
        <BlockStack gap="400">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <Text as="h2" variant="headingMd">
              {t("trial.title")}
            </Text>
            {latest && (
              <Badge tone={running ? "info" : undefined}>
                {t(running ? "trial.running" : "trial.stopped")}
              </Badge>
            )}
          </InlineStack>
          <Text as="p">{t("trial.words")}</Text>
          {latest && (
            <Result trial={latest} where={where} today={today} fewest={trials.fewestInArm} />
          )}
          <TrialForm
            key={running?.id ?? "none"}
            running={running}
            ranges={trials.ranges}
            plan={trials.plan}
            where={where}
          />
        </BlockStack>
      </div>
    </Card>
  );
}

type ResultProps = { trial: ShownExperiment; where: Locale; today: string; fewest: number };

function Result({ trial, where, today, fewest }: ResultProps) {
  const [first] = trial.compared;
  const count = (n: number) => formatValue(n, "count", where);
  const broken = trial.guardrails.filter(({ isBroken }) => isBroken);
  return (
    <BlockStack gap="300">
      {trial.name !== "" && (
        <Text as="p" fontWeight="semibold">
          {trial.name}
        </Text>
      )}
      {trial.ratio.isMismatch && (
        <Banner tone="critical" title={t("trial.mismatch")}>
          {t("trial.mismatchWords", { share: chance(trial.ratio, where) })}
        </Banner>
      )}
      {broken.map(({ metric, arm }) => (
        <Banner
          key={`${metric}-${arm}`}
          tone="warning"
          title={t(`trial.broken.${metric}` as TextKey)}
        />
      ))}
      <Text as="p" fontWeight="semibold">
        {verdictWords({ trial, where, fewest })}
      </Text>
      {first && (
        <dl className="ff-figures">
          <div>
            <dt>{t("trial.attributed")}</dt>
            <dd className="ff-figure">{formatExact(first.attributed, "money", where)}</dd>
            <dd className="ff-beside">{t("trial.attributedWords", { days: trial.windowDays })}</dd>
          </div>
          <div>
            <dt>{t("trial.incremental")}</dt>
            <dd className="ff-figure">{incrementalWords(first, where)}</dd>
            <dd className="ff-beside">{t("trial.incrementalWords")}</dd>
          </div>
        </dl>
      )}
      <DataTable
        caption={t("trial.caption")}
        columns={columnsOf(where)}
        rows={trial.arms}
        rowKey={({ name }) => name}
      />
      <Text as="p" variant="bodySm" tone="subdued">
        {footWords({ trial, where, today, count })}
      </Text>
      <PanelExport path="trials" what={t("trial.title")} />
    </BlockStack>
  );
}

type Compared = ShownExperiment["compared"][number];

const rangeOf = (interval: [string, string], where: Locale) =>
  t("trial.between", {
    low: formatExact(interval[0], "money", where),
    high: formatExact(interval[1], "money", where),
  });

const incrementalWords = ({ incremental, incrementalInterval }: Compared, where: Locale) =>
  incrementalInterval === null
    ? t("trial.tooFew")
    : `${formatExact(incremental, "money", where)} (${rangeOf(incrementalInterval, where)})`;

function chance({ p, isMismatch }: ShownExperiment["ratio"], where: Locale): string {
  if (p === null) return t("list.none");
  return isMismatch ? t("trial.rare") : formatValue(p, "ratio", where);
}

type Said = { trial: ShownExperiment; where: Locale; fewest: number };

/** What is known by now, in one or two sentences. */
export function verdictWords({ trial, where, fewest }: Said): string {
  const [first] = trial.compared;
  const count = (n: number) => formatValue(n, "count", where);
  if (trial.ratio.isMismatch) return t("trial.said.mismatch");
  if (!first || first.eachInterval === null) {
    return t("trial.said.few", {
      n: count(trial.n),
      fewest: count(fewest),
      days: trial.windowDays,
    });
  }
  const range = rangeOf(first.eachInterval, where);
  const each = formatExact(first.each, "money", where);
  const told = first.told ?? "open";
  const said = [t(`trial.said.${told}`, { each, range, n: count(trial.n) })];
  if (trial.needed !== null && trial.leastEffect !== null) {
    const key = trial.n >= trial.needed ? "trial.said.enough" : "trial.said.needed";
    said.push(
      t(key, {
        ...{ n: count(trial.n), needed: count(trial.needed) },
        least: formatExact(trial.leastEffect, "money", where),
      }),
    );
  }
  return said.join(" ");
}

type Foot = { trial: ShownExperiment; where: Locale; today: string; count(n: number): string };

function footWords({ trial, where, today, count }: Foot): string {
  const day = (at: string) => formatDay(at, where.locale, today);
  const said = [
    t("trial.foot.since", {
      from: day(trial.startedOn),
      days: trial.windowDays,
      n: count(trial.n),
    }),
  ];
  if (trial.stoppedOn) said.push(t("trial.foot.stopped", { day: day(trial.stoppedOn) }));
  if (trial.told && trial.toldOn) {
    said.push(t(`trial.foot.told.${trial.told}`, { day: day(trial.toldOn) }));
  }
  said.push(
    trial.ratio.p === null
      ? t("trial.foot.noRatio")
      : t("trial.foot.ratio", { share: chance(trial.ratio, where) }),
  );
  said.push(
    trial.guardrails.some(({ isKnown }) => !isKnown)
      ? t("trial.foot.noGuardrails")
      : t("trial.foot.guardrails"),
  );
  said.push(
    trial.coverage === null
      ? t("trial.foot.noCoverage")
      : t("trial.foot.coverage", { share: formatValue(trial.coverage, "ratio", where) }),
  );
  said.push(t("trial.foot.method"));
  return said.join(" ");
}

function columnsOf(where: Locale): Column<ShownArm>[] {
  const number = (key: TextKey, cell: (arm: ShownArm) => string): Column<ShownArm> => ({
    ...{ key, title: t(key), isNumber: true, cell },
  });
  const count = (n: number) => formatValue(n, "count", where);
  const money = (shown: string | null) =>
    shown === null ? t("list.none") : formatExact(shown, "money", where);
  return [
    { key: "arm", title: t("trial.arm"), cell: ({ name }) => t(`trial.arm.${name}` as TextKey) },
    number("trial.share", ({ share }) => formatValue(share, "ratio", where)),
    number("trial.exposed", ({ exposed }) => count(exposed)),
    number("trial.counted", ({ counted }) => count(counted)),
    number("trial.ordered", ({ ordered }) =>
      ordered === null ? t("list.none") : formatValue(ordered, "ratio", where),
    ),
    number("trial.cm1", ({ cm1 }) => money(cm1)),
    number("trial.returns", ({ returns }) => money(returns)),
  ];
}
