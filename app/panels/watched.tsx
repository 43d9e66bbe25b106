import { Link, useSearchParams } from "@remix-run/react";
import { BlockStack, Card, Text } from "@shopify/polaris";
import type { WatchedRow } from "../scorecard/tasks.server.ts";
import { pageAddress } from "./address.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { formatValue, type Locale } from "./format.ts";
import { t } from "./translate.ts";

const mostRise = 10;

/** "A drop of 21 % or more": the change to the worse that three days would show four times in five. */
export function smallestWords(
  { smallest, isDownWorse }: Pick<WatchedRow, "smallest" | "isDownWorse">,
  where: Locale,
): string {
  if (smallest === null) return t("watched.tooShort");
  // No drop is larger than all there is; a rise beyond ten times says nothing either.
  if (smallest >= (isDownWorse ? 1 : mostRise)) return t("watched.tooNoisy");
  const share = formatValue(smallest, "ratio", where);
  return t(isDownWorse ? "watched.drop" : "watched.rise", { share });
}

/** Which numbers are watched, what would be noticed of each, and how often it told something. */
export function WatchedTable({
  watched,
  where,
}: {
  watched: readonly WatchedRow[];
  where: Locale;
}) {
  const [search] = useSearchParams();
  const columns: Column<WatchedRow>[] = [
    {
      key: "kpi",
      title: t("watched.kpi"),
      cell: ({ id, name }) => <Link to={pageAddress(`/app/kpis/${id}`, search)}>{name}</Link>,
    },
    { key: "smallest", title: t("watched.smallest"), cell: (row) => smallestWords(row, where) },
    {
      key: "raised",
      title: t("watched.raised"),
      cell: ({ raised, days }) =>
        days === 0
          ? t("watched.notYet")
          : t("watched.raisedOf", {
              count: raised,
              raised: formatValue(raised, "count", where),
              days: formatValue(days, "count", where),
            }),
    },
  ];
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("watched.title")}
        </Text>
        <Text as="p" tone="subdued">
          {t("watched.words")}
        </Text>
        <DataTable
          caption={t("watched.title")}
          file="watched"
          columns={columns}
          rows={watched}
          rowKey={({ id }) => id}
          empty={t("watched.none")}
        />
      </BlockStack>
    </Card>
  );
}
