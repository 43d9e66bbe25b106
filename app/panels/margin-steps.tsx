import { Link, useSearchParams } from "@remix-run/react";
import { BlockStack, Text } from "@shopify/polaris";
import type { Margin } from "../scorecard/margins.ts";
import type { Shown } from "../scorecard/types.ts";
import { pageAddress } from "./address.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { formatExact, formatValue, type Locale } from "./format.ts";
import { t, type TextKey } from "./translate.ts";

type Step = { key: string; isSum: boolean; amount: Shown; known: number | null };

/** Second lines of the contribution margin, in the order in which they are taken off. */
const taken = [
  ["unitCost", "costCoverage"],
  ["cm1", null],
  ["fees", "feeCoverage"],
  ["shippingCost", "shippingCoverage"],
  ["packagingCost", "packagingCoverage"],
  ["returnCost", "returnCoverage"],
  ["cm2", null],
  ["spend", "spendCoverage"],
  ["cm3", null],
] as const;
const sums: readonly string[] = ["netSales", "cm1", "cm2", "cm3"];

/** Net sales, then CM1, CM2 and CM3, each after what is taken off; and how much of that is known. */
export function stepsOf({ value, version, beside }: Margin): Step[] {
  const own = version === 1 ? "cm1" : "cm2";
  const amount = (key: string) => (key === own ? value : (beside[key] ?? null));
  const known = (key: string | null) => (key === null ? undefined : beside[key]);
  return ([["netSales", null], ...taken] as const).flatMap(([key, coverage]): Step[] => {
    const shown = amount(key);
    if (shown === null) return [];
    const share = known(coverage);
    const isSum = sums.includes(key);
    return [{ key, isSum, amount: shown, known: typeof share === "number" ? share : null }];
  });
}

type WithMargin = { margin?: Margin | null };

/** What each order left, where any unit cost is known: CM1 or CM2, then spend and CM3 where there is any. */
export function marginColumns<Row extends WithMargin>(
  rows: readonly Row[],
  where: Locale,
): Column<Row>[] {
  const known = rows.flatMap(({ margin }) => (typeof margin?.value === "string" ? [margin] : []));
  const [first] = known;
  if (!first) return [];
  const column = (key: string, title: string, of: (margin: Margin) => Shown | null) => ({
    ...{ key, title, isNumber: true },
    cell({ margin }: Row) {
      const shown = margin ? of(margin) : null;
      return shown === null ? t("list.none") : formatExact(shown, "money", where);
    },
  });
  const own = t(first.version === 1 ? "margin.cm1" : "margin.cm2");
  const columns = [column("margin", own, ({ value }) => value)];
  if (first.beside["cm3"] === undefined) return columns;
  // Of an order whose channel nobody knows what advertising cost it is not known either.
  const spend = ({ beside }: Margin) =>
    beside["spendCoverage"] === 0 ? null : (beside["spend"] ?? null);
  return [
    ...columns,
    column("spend", t("margin.spend"), spend),
    column("cm3", t("margin.cm3"), ({ beside }) => beside["cm3"] ?? null),
  ];
}

/** CM1, CM2 and CM3 one under the other. */
export function MarginSteps({ margin, where }: { margin: Margin; where: Locale }) {
  const [search] = useSearchParams();
  if (margin.value === null) return null;
  const columns: Column<Step>[] = [
    {
      key: "step",
      title: t("margin.step"),
      cell: ({ key, isSum }) => (
        <span className={isSum ? "ff-sum" : undefined}>{t(`margin.${key}` as TextKey)}</span>
      ),
    },
    {
      key: "amount",
      title: t("margin.amount"),
      isNumber: true,
      cell: ({ amount, isSum, known }) => {
        // Nothing known of it is no 0.
        if (known === 0 && Number(amount) === 0) return t("margin.unknown");
        if (isSum) return <strong>{formatExact(amount, "money", where)}</strong>;
        if (Number(amount) === 0) return formatExact(amount, "money", where);
        const isCredit = Number(amount) < 0;
        const words = formatExact(String(amount).replace(/^-/, ""), "money", where);
        return `${isCredit ? "+" : "−"} ${words}`;
      },
    },
    {
      key: "known",
      title: t("margin.known"),
      isNumber: true,
      cell: ({ known }) => (known === null ? "" : formatValue(known, "ratio", where)),
    },
  ];
  return (
    <BlockStack gap="200">
      <Text as="h2" variant="headingMd">
        {t("margin.title")}
      </Text>
      <DataTable
        caption={t("margin.title")}
        columns={columns}
        rows={stepsOf(margin)}
        rowKey={({ key }) => key}
      />
      <Text as="p" variant="bodySm" tone="subdued">
        {t(margin.version === 1 ? "margin.until" : "margin.words")}{" "}
        {typeof margin.beside["spendCoverage"] === "number" && `${t("margin.spendWords")} `}
        <Link to={pageAddress("/app/costs", search)}>{t("margin.rules")}</Link>
      </Text>
    </BlockStack>
  );
}
