import { Link, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Card, InlineStack, Page, Text } from "@shopify/polaris";
import type { StockItem, StockRow, StockWeek } from "../scorecard/stock.ts";
import { pageAddress } from "./address.ts";
import { TrendChart, type TrendChartPoint } from "./charts/trend.tsx";
import { DataTable, type Column } from "./data-table.tsx";
import { formatDay, formatValue, type Locale } from "./format.ts";
import { Nothing } from "./states.tsx";
import { stockPath } from "./stock-path.ts";
import { demandWords, StockStatusWord } from "./stock-table.tsx";
import { t } from "./translate.ts";

export type StockOneProps = { item: StockItem; currency: string; locale: string };

/** One item: what it sold, what is expected, what to do where. */
export function StockOne({ item: { row, places, weeks }, currency, locale }: StockOneProps) {
  const [search] = useSearchParams();
  const where: Locale = { locale, currency };
  const hasSold = weeks.some(({ units, range }) => range === null && units > 0);
  return (
    <Page fullWidth>
      <TitleBar title={row.title} />
      <div className="ff-page" data-page="stock-item">
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Link to={pageAddress(stockPath, search)}>{t("stock.back")}</Link>
            <InlineStack gap="200" blockAlign="center">
              <Text as="h1" variant="headingLg">
                {row.title}
              </Text>
              <StockStatusWord status={row.status} />
            </InlineStack>
            <Text as="p" tone="subdued">
              {[row.sku, row.place].filter(Boolean).join(" · ")}
            </Text>
            <Text as="p">{doWords(row, where)}</Text>
          </BlockStack>
          <Card>
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                {t("stock.weeks")}
              </Text>
              {hasSold ? (
                <TrendChart
                  points={weeks.map((week) => pointOf(week, where))}
                  target={null}
                  fromZero
                  isHours={false}
                  end={t("chart.expected")}
                  label={t("stock.weeksLabel", { title: row.title })}
                  tick={(value) => formatValue(value, "count", where)}
                />
              ) : (
                <Nothing title={t("stock.neverSold")}>{t("stock.neverSoldWords")}</Nothing>
              )}
              <Text as="p" variant="bodySm" tone="subdued">
                {t(`stock.itemMethod.${row.method}`)}
              </Text>
            </BlockStack>
          </Card>
          <Card>
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                {t("stock.places")}
              </Text>
              <DataTable
                caption={t("stock.places")}
                file="stock-places"
                columns={placeColumns(where)}
                rows={places}
                rowKey={({ key }) => key}
              />
            </BlockStack>
          </Card>
        </BlockStack>
      </div>
    </Page>
  );
}

/** What to do, with its numbers. */
function doWords(row: StockRow, where: Locale): string {
  const n = (units: number) => formatValue(units, "count", where);
  const { orderQuantity, reorderPoint, orderUpTo, available, leadDays } = row;
  const say = (key: "available" | "needed" | "left" | "days", count: number) =>
    t(`stock.${key}`, { count, n: n(count) });
  const values = {
    available: say("available", available),
    needed: say("needed", reorderPoint),
    left: say("left", reorderPoint),
    upTo: n(orderUpTo),
    days: say("days", leadDays),
  };
  if (orderQuantity > 0) return t("stock.do.order", { ...values, quantity: n(orderQuantity) });
  if (row.status === "over" || row.status === "dead") return t(`stock.do.${row.status}`, values);
  return t("stock.do.wait", values);
}

function pointOf({ from, units, range, daysOut }: StockWeek, where: Locale): TrendChartPoint {
  const number = (value: number) => formatValue(value, range ? "per" : "count", where);
  const day = formatDay(from, where.locale);
  const out = daysOut > 0 ? t("stock.weekOut", { count: daysOut, n: daysOut }) : null;
  return {
    when: t("stock.week", { day }),
    value: units,
    before: null,
    interval: range,
    shown: {
      value: number(units),
      before: null,
      interval: range && t("stock.weekRange", { low: number(range[0]), high: number(range[1]) }),
    },
    partial: range ? t("stock.weekAhead") : out,
  };
}

function placeColumns(where: Locale): Column<StockRow>[] {
  const number = (
    key: "available" | "incoming" | "reorderPoint" | "orderUpTo" | "orderQuantity" | "leadDays",
  ): Column<StockRow> => ({
    key,
    title: t(`stock.place.${key}`),
    isNumber: true,
    cell: (row) => formatValue(row[key], "count", where),
  });
  return [
    { key: "place", title: t("stock.place"), cell: ({ place }) => place || t("list.none") },
    {
      key: "status",
      title: t("stock.column.status"),
      cell: ({ status }) => <StockStatusWord status={status} />,
    },
    number("available"),
    number("incoming"),
    {
      key: "demand",
      title: t("stock.column.demand"),
      isNumber: true,
      cell: ({ demandPerDay }) => demandWords(demandPerDay, where),
    },
    ...(["reorderPoint", "orderUpTo", "orderQuantity", "leadDays"] as const).map(number),
    {
      key: "stake",
      title: t("stock.column.stake"),
      isNumber: true,
      cell: ({ atStake }) =>
        atStake === null ? t("stock.stakeUnknown") : formatValue(atStake, "money", where),
    },
  ];
}
