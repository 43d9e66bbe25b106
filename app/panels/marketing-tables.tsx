import { Text } from "@shopify/polaris";
import type { Marketing, MarketingRow, Return } from "../scorecard/marketing.ts";
import { BarCell } from "./charts/bar-cell.tsx";
import { DataTable, type Column } from "./data-table.tsx";
import { campaignWords } from "./marketing-advice.tsx";
import { formatExact, formatRange, formatValue, type Locale } from "./format.ts";
import { t } from "./translate.ts";

type TableProps = { marketing: Marketing; where: Locale };

const none = () => t("list.none");

/** The column that the rows are ranked by: a bar, the value, and how sure it is. */
function returnColumns(
  { rankedBy, channels, campaigns }: Marketing,
  where: Locale,
): Column<MarketingRow>[] {
  const unit = rankedBy === "roi" ? "ratio" : "per";
  const rows = [...channels, ...campaigns];
  const of = (row: MarketingRow): Return | null => row[rankedBy];
  const longest = Math.max(...rows.map((row) => Math.abs(of(row)?.value ?? 0)), 0) || 1;
  const twoWays = rows.some((row) => (of(row)?.value ?? 0) < 0);
  const ranked: Column<MarketingRow>[] = [
    {
      key: "return",
      title: t(`marketing.${rankedBy}`),
      cell(row) {
        const found = of(row);
        return (
          <BarCell share={found ? found.value / longest : null} twoWays={twoWays}>
            {found ? formatValue(found.value, unit, where) : none()}
          </BarCell>
        );
      },
    },
    {
      key: "interval",
      title: t("marketing.likely"),
      isNumber: true,
      cell(row) {
        const found = of(row);
        return found ? (formatRange({ unit, interval: found.interval }, where) ?? none()) : none();
      },
    },
  ];
  return rankedBy === "roi" ? [...ranked, roasColumn(where)] : ranked;
}

const roasColumn = (where: Locale): Column<MarketingRow> => ({
  key: "roas",
  title: t("marketing.roas"),
  isNumber: true,
  cell: ({ roas }) => (roas ? formatValue(roas.value, "per", where) : none()),
});

const spendColumn = (where: Locale): Column<MarketingRow> => ({
  key: "spend",
  title: t("marketing.spend"),
  isNumber: true,
  cell: ({ spend }) => (spend === null ? none() : formatExact(spend, "money", where)),
});

const ordersColumn = (where: Locale): Column<MarketingRow> => ({
  key: "orders",
  title: t("marketing.orders"),
  isNumber: true,
  cell: ({ orders }) => formatValue(orders, "count", where),
});

/** What the orders leave before and after spend, where unit costs are known. */
function leftColumns({ rankedBy, contribution }: Marketing, where: Locale): Column<MarketingRow>[] {
  if (rankedBy !== "roi") return [];
  const column = (key: "contribution" | "left", title: string): Column<MarketingRow> => ({
    ...{ key, title, isNumber: true },
    cell: ({ [key]: shown }) => (shown === null ? none() : formatExact(shown, "money", where)),
  });
  return [column("contribution", contribution), column("left", t("marketing.left"))];
}

/** Channels, best return first; first and last touch side by side, never added. */
export function MarketingChannels({ marketing, where }: TableProps) {
  const { channels, net, unattributed, spend, unattributedSpend } = marketing;
  const columns: Column<MarketingRow>[] = [
    {
      key: "channel",
      title: t("marketing.channel"),
      cell: ({ channel }) => t(`marketing.channel.${channel}`),
    },
    ...returnColumns(marketing, where),
    spendColumn(where),
    ordersColumn(where),
    {
      key: "new",
      title: t("marketing.newCustomers"),
      isNumber: true,
      cell: ({ newCustomers }) => formatValue(newCustomers, "count", where),
    },
    ...leftColumns(marketing, where),
    {
      key: "last",
      title: t("marketing.netLast"),
      isNumber: true,
      cell: ({ netLast }) => formatExact(netLast, "money", where),
    },
    {
      key: "first",
      title: t("marketing.netFirst"),
      isNumber: true,
      cell: ({ netFirst }) => formatExact(netFirst, "money", where),
    },
    ...(marketing.said > 0
      ? [
          {
            key: "said",
            title: t("marketing.netSaid"),
            isNumber: true,
            cell: ({ netSaid }: MarketingRow) => formatExact(netSaid, "money", where),
          },
        ]
      : []),
  ];
  const money = (shown: string | number) => formatExact(shown, "money", where);
  return (
    <>
      <DataTable
        caption={t("marketing.channels.caption")}
        columns={columns}
        rows={channels}
        rowKey={({ key }) => key}
      />
      <Text as="p" variant="bodySm" tone="subdued">
        {[
          t("marketing.adds", { net: money(net), unattributed: money(unattributed) }),
          spend !== null && t("marketing.spendAdds", { spend: money(spend) }),
          unattributedSpend !== null &&
            Number(unattributedSpend) !== 0 &&
            t("marketing.noOrder", { amount: money(unattributedSpend) }),
          t(
            marketing.rankedBy === "roas"
              ? "marketing.roasNote"
              : `marketing.roiNote.${marketing.contribution}`,
          ),
        ]
          .filter(Boolean)
          .join(" ")}
      </Text>
    </>
  );
}

/** Campaigns with spend; orders are theirs by the campaign's name or id in the link. */
export function MarketingCampaigns({ marketing, where }: TableProps) {
  const columns: Column<MarketingRow>[] = [
    { key: "campaign", title: t("marketing.campaign"), cell: ({ campaign }) => campaign },
    {
      key: "channel",
      title: t("marketing.channel"),
      cell: ({ channel, platform }) =>
        platform && platform !== "file"
          ? t(`marketing.platform.${platform}`)
          : t(`marketing.channel.${channel}`),
    },
    ...returnColumns(marketing, where),
    spendColumn(where),
    ordersColumn(where),
    ...leftColumns(marketing, where),
    {
      key: "net",
      title: t("marketing.net"),
      isNumber: true,
      cell: ({ net }) => formatExact(net, "money", where),
    },
  ];
  return (
    <>
      <DataTable
        caption={t("marketing.campaigns.caption")}
        columns={columns}
        rows={marketing.campaigns.slice(0, mostCampaigns)}
        rowKey={({ key }) => key}
      />
      <Text as="p" variant="bodySm" tone="subdued">
        {[campaignWords(marketing, where), t("marketing.campaignNote")].filter(Boolean).join(" ")}
      </Text>
    </>
  );
}

/** Longer lists end here; what is left brings least back. */
const mostCampaigns = 50;
