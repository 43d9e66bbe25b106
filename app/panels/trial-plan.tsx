import { BlockStack, Text } from "@shopify/polaris";
import type { ShownPlan, TrialPlan } from "../scorecard/experiment-plan.server.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { formatExact, formatValue, type Locale } from "./format.ts";
import { t } from "./translate.ts";

type Row = ShownPlan["rows"][number];

/** How many people it would take to tell so much, before a trial begins. */
export function TrialPlanWords({ plan, where }: { plan: TrialPlan; where: Locale }) {
  const count = (n: number) => formatValue(n, "count", where);
  if (plan === null) {
    return (
      <Text as="p" tone="subdued">
        {t("trial.plan.notYet")}
      </Text>
    );
  }
  if ("few" in plan) {
    return (
      <Text as="p" tone="subdued">
        {t("trial.plan.few", { n: count(plan.few), fewest: count(plan.fewest) })}
      </Text>
    );
  }
  const { n, days, windowDays, share, mean, deviation, rows } = plan.plan;
  const caption = t("trial.plan.caption", {
    share: formatValue(share, "ratio", where),
    window: windowDays,
  });
  return (
    <div data-plan>
      <BlockStack gap="200">
        <Text as="p" fontWeight="semibold">
          {caption}
        </Text>
        <DataTable
          caption={caption}
          columns={columnsOf(where)}
          rows={rows}
          rowKey={({ effect }) => effect}
        />
        <Text as="p" variant="bodySm" tone="subdued">
          {t("trial.plan.foot", {
            ...{ n: count(n), days, window: windowDays },
            mean: formatExact(mean, "money", where),
            deviation: formatExact(deviation, "money", where),
          })}
        </Text>
      </BlockStack>
    </div>
  );
}

function columnsOf(where: Locale): Column<Row>[] {
  return [
    {
      ...{ key: "effect", title: t("trial.plan.effect"), isNumber: true },
      cell: ({ effect }) => formatExact(effect, "money", where),
    },
    {
      ...{ key: "part", title: t("trial.plan.part"), isNumber: true },
      cell: ({ part }) => (part === null ? t("list.none") : formatValue(part, "ratio", where)),
    },
    {
      ...{ key: "people", title: t("trial.plan.people"), isNumber: true },
      cell: ({ people }) =>
        people === null ? t("trial.plan.never") : formatValue(people, "count", where),
    },
  ];
}
