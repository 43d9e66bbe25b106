import { BlockStack, Text } from "@shopify/polaris";
import type { StockMeasured, StockTest } from "../scorecard/stock.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { formatValue, type Locale } from "./format.ts";
import { t } from "./translate.ts";

type Measured = StockMeasured & { demand: StockTest["classes"][number]["demand"] | "all" };

const keys = [
  ...(["origins", "wape", "naiveWape", "averageWape"] as const),
  ...(["coverage80", "coverage95", "wql95"] as const),
];

/** How far off each rival was, and how often stock was enough: in all, and by how demand comes. */
export function StockMeasuredTable({ test, where }: { test: StockTest; where: Locale }) {
  const rows: Measured[] = [{ ...test, demand: "all" }, ...test.classes];
  const share = (value: number | null) =>
    value === null ? t("stock.measured.none") : formatValue(value, "ratio", where);
  const column = (key: (typeof keys)[number]): Column<Measured> => ({
    ...{ key, title: t(`stock.measured.${key}`), isNumber: true },
    cell: (row) => (key === "origins" ? formatValue(row.origins, "count", where) : share(row[key])),
  });
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {t("stock.measured")}
      </Text>
      <DataTable
        caption={t("stock.measured")}
        columns={[
          {
            ...{ key: "demand", title: t("stock.measured.demand") },
            cell: ({ demand }) => t(`stock.demand.${demand}`),
          },
          ...keys.map(column),
        ]}
        rows={rows}
        rowKey={({ demand }) => demand}
        file="stock-forecast-test"
      />
      <Text as="p" variant="bodySm" tone="subdued">
        {t("stock.measuredWords")}
      </Text>
    </BlockStack>
  );
}
