import { useFetcher } from "@remix-run/react";
import { Banner, BlockStack, Button, InlineStack, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import type { ShownExperiment } from "../scorecard/experiment-results.server.ts";
import type { TrialErrors, TrialTyped } from "../scorecard/experiment-entry.server.ts";
import type { TrialPlan } from "../scorecard/experiment-plan.server.ts";
import type { Locale } from "./format.ts";
import { t } from "./translate.ts";
import { TrialPlanWords } from "./trial-plan.tsx";

export type TrialAnswer =
  { done: "start" | "stop" } | { plan: TrialPlan } | { errors: TrialErrors } | { failed: true };

type Range = { least: number; most: number; usual: number };
export type TrialRanges = { share: Range; windowDays: Range };

type Props = {
  /** Null while nothing is tried. */
  running: ShownExperiment | null;
  ranges: TrialRanges;
  /** Of the usual settings. */
  plan: TrialPlan;
  where: Locale;
};

/** How many see no lists, for how long purchases count, when to begin and to end. */
export function TrialForm({ running, ranges, plan, where }: Props) {
  const fetcher = useFetcher<TrialAnswer>();
  const [typed, setTyped] = useState<TrialTyped>({
    share: String(
      running ? Math.round((running.arms[0]?.share ?? 0) * 1000) / 10 : ranges.share.usual,
    ),
    windowDays: String(running?.windowDays ?? ranges.windowDays.usual),
    leastEffect: running?.leastEffect ?? "",
  });
  const isBusy = fetcher.state !== "idle";
  const answer = isBusy ? undefined : fetcher.data;
  const errors = answer && "errors" in answer ? answer.errors : {};
  // What was asked for stays in sight until something else is.
  const asked = answer && "plan" in answer ? answer.plan : plan;
  const send = (wish: Record<string, string>) =>
    fetcher.submit(wish, {
      method: "post",
      encType: "application/json",
      action: "/app/products/trial",
    });
  const field = (name: keyof TrialTyped) => ({
    value: typed[name],
    error: errors[name],
    onChange: (value: string) => setTyped({ ...typed, [name]: value }),
    inputMode: "decimal" as const,
    maxLength: 30,
    autoComplete: "off",
  });
  return (
    <BlockStack gap="300">
      <Text as="h3" variant="headingSm">
        {t(running ? "trial.form.change" : "trial.form.begin")}
      </Text>
      {answer && "failed" in answer && <Banner tone="critical" title={t("trial.form.failed")} />}
      <div className="ff-trial-form">
        <TextField
          {...field("share")}
          label={t("trial.form.share")}
          helpText={t("trial.form.shareHint", ranges.share)}
        />
        <TextField
          {...field("windowDays")}
          label={t("trial.form.window")}
          helpText={t("trial.form.windowHint")}
        />
        <TextField
          {...field("leastEffect")}
          label={t("trial.form.least", { currency: where.currency })}
          helpText={t("trial.form.leastHint")}
        />
      </div>
      <TrialPlanWords plan={asked} where={where} />
      <InlineStack gap="300" blockAlign="center">
        <Button
          disabled={isBusy}
          onClick={() => send({ do: "plan", ...typed, locale: where.locale })}
        >
          {t("trial.form.plan")}
        </Button>
        <Button
          loading={isBusy}
          onClick={() => send({ do: "start", ...typed, locale: where.locale })}
        >
          {t(running ? "trial.form.again" : "trial.form.start")}
        </Button>
        {running && (
          <Button disabled={isBusy} tone="critical" onClick={() => send({ do: "stop" })}>
            {t("trial.form.stop")}
          </Button>
        )}
        <span role="status">
          {answer && "done" in answer ? t(`trial.form.done.${answer.done}`) : ""}
        </span>
      </InlineStack>
      {running && (
        <Text as="p" variant="bodySm" tone="subdued">
          {t("trial.form.changeWords")}
        </Text>
      )}
    </BlockStack>
  );
}
