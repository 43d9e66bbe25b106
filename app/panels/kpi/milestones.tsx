import { useFetcher } from "@remix-run/react";
import {
  Banner,
  BlockStack,
  Button,
  Card,
  FormLayout,
  Select,
  Text,
  TextField,
} from "@shopify/polaris";
import { useEffect, useState } from "react";
import type { MilestoneErrors } from "../../scorecard/milestone-entry.ts";
import type { ShownMilestone } from "../../scorecard/milestones.ts";
import type { ScorecardKpi } from "../../scorecard/types.ts";
import type { Locale } from "../format.ts";
import { milestoneWords, spanWords, thresholdWords } from "../milestone-words.ts";
import type { SaveAnswer } from "../save-form.tsx";
import { t } from "../translate.ts";

type MilestonesProps = {
  kpi: Pick<ScorecardKpi, "id" | "name" | "unit" | "direction">;
  rows: readonly ShownMilestone[];
  /** Days in a row that a number may be of. */
  spans: readonly number[];
  where: Locale;
};

/** Numbers to pass, which the recorded days complete by themselves. */
export function Milestones({ kpi, rows, spans, where }: MilestonesProps) {
  const fetcher = useFetcher<SaveAnswer<MilestoneErrors>>();
  const usual = String(spans.includes(7) ? 7 : (spans[0] ?? 1));
  const nothing = { value: "", words: "", days: usual };
  const [entry, setEntry] = useState(nothing);
  const answer = fetcher.state === "idle" ? fetcher.data : undefined;
  const isDone = answer?.saved === true;
  const errors = answer?.saved === false ? answer.errors : {};
  useEffect(() => {
    if (isDone) setEntry({ value: "", words: "", days: usual });
  }, [isDone, usual]);
  const post = (data: Parameters<typeof fetcher.submit>[0]) =>
    fetcher.submit(data, {
      method: "post",
      action: "/app/milestones",
      encType: "application/json",
    });
  const field = (name: "value" | "words") => ({
    value: entry[name],
    error: errors?.[name] && t(`milestone.error.${errors[name]}`),
    autoComplete: "off",
    onChange: (value: string) => setEntry({ ...entry, [name]: value }),
  });
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("milestone.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t(kpi.direction === "up" ? "milestone.hintUp" : "milestone.hintDown")}
          </Text>
        </BlockStack>
        {rows.length > 0 && (
          <ul className="ff-needs" data-milestones={kpi.id}>
            {rows.map((row) => (
              <li key={`${row.days} ${row.value}`}>
                <span>{milestoneWords(row, kpi, where)}</span>
                <Button
                  variant="plain"
                  accessibilityLabel={t("milestone.removeLabel", {
                    name: thresholdWords(row, kpi, where),
                  })}
                  onClick={() => {
                    const { days, value } = row;
                    post({ remove: { kpi: kpi.id, days, value } });
                  }}
                >
                  {t("milestone.remove")}
                </Button>
              </li>
            ))}
          </ul>
        )}
        <FormLayout>
          <FormLayout.Group>
            <TextField
              {...field("value")}
              label={t(`milestone.value.${kpi.direction}`, { name: kpi.name })}
              suffix={
                kpi.unit === "ratio" ? "%" : kpi.unit === "money" ? where.currency : undefined
              }
            />
            <Select
              label={t("milestone.days")}
              options={spans.map((span) => ({ label: spanWords(span), value: String(span) }))}
              value={entry.days}
              onChange={(days) => setEntry({ ...entry, days })}
            />
            <TextField {...field("words")} label={t("milestone.words")} />
          </FormLayout.Group>
        </FormLayout>
        <div>
          <Button
            loading={fetcher.state !== "idle"}
            onClick={() => post({ kpi: kpi.id, ...entry, locale: where.locale })}
          >
            {t("milestone.add")}
          </Button>
        </div>
        <div aria-live="polite">
          {answer?.saved === false && answer.errors === null && (
            <Banner tone="critical">{t("form.failed")}</Banner>
          )}
        </div>
      </BlockStack>
    </Card>
  );
}
