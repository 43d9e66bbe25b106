import { Text } from "@shopify/polaris";
import type { WonChannel, WonCustomers } from "../scorecard/marketing.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { formatDays, formatExact, formatValue, type Locale } from "./format.ts";
import { t } from "./translate.ts";

type WonProps = { won: WonCustomers; where: Locale; today: string };

/** What a customer left in a year for what it cost to win one, by channel. */
export function MarketingWon({ won, where, today }: WonProps) {
  const money = (shown: string | number | null) =>
    shown === null ? t("list.none") : formatExact(shown, "money", where);
  const columns: Column<WonChannel>[] = [
    {
      key: "channel",
      title: t("marketing.channel"),
      cell: ({ channel }) => t(`marketing.channel.${channel}`),
    },
    {
      ...{ key: "ratio", title: t("marketing.won.ratio"), isNumber: true },
      cell: ({ ratio }) => (ratio === null ? t("list.none") : formatValue(ratio, "per", where)),
    },
    {
      ...{ key: "value", title: t("marketing.won.value"), isNumber: true },
      cell: ({ value }) => money(value),
    },
    {
      ...{ key: "cost", title: t("marketing.won.cost"), isNumber: true },
      cell: ({ cost }) => money(cost),
    },
    {
      ...{ key: "customers", title: t("marketing.won.customers"), isNumber: true },
      cell: ({ customers }) => formatValue(customers, "count", where),
    },
  ];
  return (
    <>
      <DataTable
        caption={t("marketing.won.caption")}
        columns={columns}
        rows={won.channels}
        rowKey={({ channel }) => channel}
      />
      <Text as="p" variant="bodySm" tone="subdued">
        {t("marketing.won.words", { days: formatDays(won, where.locale, today) })}
      </Text>
    </>
  );
}
