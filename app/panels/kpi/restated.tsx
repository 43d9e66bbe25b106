import { BlockStack, Card, Text } from "@shopify/polaris";
import type { Restated as RestatedRow, Why } from "../../scorecard/day-record.ts";
import type { Restatements } from "../../scorecard/day-records.server.ts";
import type { ScorecardKpi } from "../../scorecard/types.ts";
import { DataTable, type Column } from "../data-table.tsx";
import { instantWords } from "../data-when.tsx";
import { formatDay, formatExact, type Locale } from "../format.ts";
import type { PageTime } from "../page-head.tsx";
import { t, type TextKey } from "../translate.ts";

type RestatedProps = {
  restated: Restatements;
  kpi: Pick<ScorecardKpi, "unit" | "name">;
  time: PageTime;
  where: Locale;
};

/** "1 more refund · #1041" */
function whyWords({ more, changed, changedCount, isRedefined }: Why): string {
  const counts = Object.entries(more).map(([kind, by]) =>
    t(`restated.${by > 0 ? "more" : "fewer"}.${kind}` as TextKey, {
      count: Math.abs(by),
      n: Math.abs(by),
    }),
  );
  const others = changedCount - changed.length;
  const names =
    changed.length === 0
      ? []
      : [
          t("restated.changed", { names: changed.join(", ") }) +
            (others > 0 ? ` ${t("restated.others", { n: others })}` : ""),
        ];
  const said = [...counts, ...names, ...(isRedefined ? [t("restated.redefined")] : [])];
  return said.length > 0 ? said.join(" · ") : t("restated.counted");
}

/** Days of the period whose number is another one than on the evening it was recorded. */
export function Restated({ restated, kpi, time, where }: RestatedProps) {
  const { closedTo, rows, days } = restated;
  const say = (shown: string | number | null) =>
    shown === null ? "–" : formatExact(shown, kpi.unit, where);
  const columns: Column<RestatedRow>[] = [
    {
      key: "day",
      title: t("restated.day"),
      cell: ({ day }) => formatDay(day, time.locale, time.today),
    },
    { key: "was", title: t("restated.was"), isNumber: true, cell: ({ was }) => say(was) },
    { key: "is", title: t("restated.is"), isNumber: true, cell: ({ is }) => say(is) },
    { key: "why", title: t("restated.why"), cell: ({ why }) => whyWords(why) },
    {
      key: "at",
      title: t("restated.at"),
      cell: ({ at }) => instantWords(new Date(at), time),
    },
  ];
  const lead =
    closedTo === null
      ? t("restated.notYet")
      : t("restated.lead", { day: formatDay(closedTo, time.locale, time.today) });
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("restated.title")}
        </Text>
        <Text as="p" tone="subdued">
          {lead}
          {days > rows.length && ` ${t("restated.latest", { n: rows.length, days })}`}
        </Text>
        {closedTo !== null && (
          <DataTable
            caption={t("restated.caption", { name: kpi.name })}
            file="restated"
            columns={columns}
            rows={rows}
            rowKey={({ day, revision }) => `${day} ${revision}`}
            empty={t("restated.none")}
          />
        )}
      </BlockStack>
    </Card>
  );
}
