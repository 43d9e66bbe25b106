import { Link, useLocation, useSearchParams } from "@remix-run/react";
import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ChannelRow, Channels as ChannelsData } from "../scorecard/channels.server.ts";
import { pageAddress, sameAddress } from "./address.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { PanelExport } from "./export.tsx";
import { formatValue, type Locale } from "./format.ts";
import { t } from "./translate.ts";

/** Hidden until somebody asks: leaders look at where people buy, not through what. */
export function Channels({ channels, where }: { channels: ChannelsData | null; where: Locale }) {
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  const change = { channels: channels ? null : "1" };
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("channels.title")}
        </Text>
        <Link to={sameAddress(pathname, search, change)} preventScrollReset>
          {t(channels ? "channels.hide" : "channels.show")}
        </Link>
        {channels && (
          <>
            <DataTable
              caption={t("channels.caption")}
              columns={columnsOf(channels, where, search)}
              rows={channels.rows}
              rowKey={({ key }) => key}
              empty={t("channels.none")}
            />
            <PanelExport path="channels" what={t("channels.title")} />
          </>
        )}
      </BlockStack>
    </Card>
  );
}

function columnsOf(
  { kpis }: ChannelsData,
  where: Locale,
  search: URLSearchParams,
): Column<ChannelRow>[] {
  return [
    { key: "channel", title: t("channels.channel"), cell: ({ label }) => label },
    ...kpis.map(({ id, name, unit }, at): Column<ChannelRow> => ({
      key: id,
      title: name,
      isNumber: true,
      cell: ({ parts }) => {
        const value = parts[at]?.value ?? null;
        if (value === null) return <span className="ff-quiet">{t("list.none")}</span>;
        const page = { by: "channel", channels: null };
        return (
          <Link to={pageAddress(`/app/kpis/${id}`, search, page)}>
            {formatValue(value, unit, where)}
          </Link>
        );
      },
    })),
  ];
}
