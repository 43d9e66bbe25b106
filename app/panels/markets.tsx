import { Link, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { Banner, BlockStack, Card, Page, Text } from "@shopify/polaris";
import type { Channels as ChannelsData } from "../scorecard/channels.server.ts";
import type { DemandChanges as Changes } from "../scorecard/demand-changes.ts";
import type { MarketColumn, Markets as MarketsData } from "../scorecard/markets.ts";
import type { ScorecardKpi } from "../scorecard/types.ts";
import { pageAddress } from "./address.ts";
import { Channels } from "./channels.tsx";
import { usePolling } from "./data-polling.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { DemandChanges } from "./demand-changes.tsx";
import { PanelExport } from "./export.tsx";
import { formatChange, formatRange, formatValue, type Locale } from "./format.ts";
import { countedWords } from "./kpi/counted.ts";
import { marketWords } from "./market-picker.tsx";
import { PageHead, type PageTime } from "./page-head.tsx";
import { Nothing } from "./states.tsx";
import { ChangeLine, StatusWord } from "./status.tsx";
import { t } from "./translate.ts";

export type MarketsProps = {
  markets: MarketsData;
  changes: Changes;
  /** Null while nobody asks for them. */
  channels: ChannelsData | null;
  time: PageTime;
  currency: string;
};

/** The merchant's regions side by side: what is sold and earned there, what lies there, how long it takes. */
export function Markets({ markets, changes, channels, time, currency }: MarketsProps) {
  const [search] = useSearchParams();
  const where: Locale = { locale: time.locale, currency };
  const { columns, isRecounting } = markets;
  usePolling(isRecounting);
  const hasMarkets = columns.some(({ market }) => market !== null);
  return (
    <Page fullWidth>
      <TitleBar title={t("markets.title")} />
      <div className="ff-page" data-page="markets">
        <BlockStack gap="400">
          <PageHead title={t("markets.title")} {...time} />
          {isRecounting && (
            <Banner tone="info">
              <p role="status">{t("markets.recounting")}</p>
            </Banner>
          )}
          <Card roundedAbove="xs">
            {hasMarkets ? (
              <BlockStack gap="300">
                <Text as="p" tone="subdued">
                  {t("markets.lead")}
                </Text>
                <DataTable
                  caption={t("markets.caption")}
                  columns={columnsOf(columns, where, search)}
                  rows={columns}
                  rowKey={({ market }) => market ?? ""}
                />
                {columns.some(({ stock }) => stock !== null) && (
                  <Text as="p" variant="bodySm" tone="subdued">
                    {t("markets.stockNote")}
                  </Text>
                )}
                <Text as="p" variant="bodySm" tone="subdued">
                  {t(
                    columns.some(({ serve }) => serve !== null)
                      ? "markets.serveNote"
                      : "markets.serveNone",
                  )}
                </Text>
                <PanelExport path="markets" what={t("markets.title")} />
              </BlockStack>
            ) : (
              <Nothing
                title={t("markets.empty")}
                action={{
                  href: pageAddress("/app/settings", search),
                  words: t("markets.define"),
                }}
              >
                {t("markets.emptyWords")}
              </Nothing>
            )}
          </Card>
          <Channels channels={channels} where={where} />
          <DemandChanges changes={changes} kind="region" where={where} />
        </BlockStack>
      </div>
    </Page>
  );
}

function columnsOf(
  columns: readonly MarketColumn[],
  where: Locale,
  search: URLSearchParams,
): Column<MarketColumn>[] {
  const shown = columns[0]?.kpis ?? [];
  const at = (path: string, market: string | null) => pageAddress(path, search, { market });
  const ofKpi = ({ id, name }: ScorecardKpi, place: number): Column<MarketColumn> => ({
    key: id,
    title: name,
    isNumber: true,
    cell: ({ kpis, market }) => (
      <Figure kpi={kpis[place]!} where={where} href={at(`/app/kpis/${id}`, market)} />
    ),
  });
  const kpis = shown.map(ofKpi);
  const times = shown.findIndex(({ perspective }) => perspective === "process");
  return [
    {
      key: "market",
      title: t("markets.market"),
      cell: ({ market }) => <Link to={at("/app", market)}>{marketWords(market)}</Link>,
    },
    ...kpis.slice(0, times),
    {
      key: "serve",
      title: t("markets.serve"),
      isNumber: true,
      cell: ({ serve }) => <Serve serve={serve} where={where} />,
    },
    {
      key: "stock",
      title: t("markets.stock"),
      isNumber: true,
      cell: ({ stock }) => <Stock stock={stock} where={where} />,
    },
    ...kpis.slice(times),
  ];
}

/** What an order costs beside its goods. */
function Serve({ serve, where }: { serve: MarketColumn["serve"]; where: Locale }) {
  if (!serve) return <span className="ff-quiet">{t("list.none")}</span>;
  const { perOrder, total, coverage } = serve;
  return (
    <span className="ff-market-figure">
      {formatValue(perOrder, "money", where)}
      <span className="ff-beside">
        {t("markets.serveTotal", { total: formatValue(total, "money", where) })}
      </span>
      {coverage !== null && coverage < 1 && (
        <span className="ff-beside">
          {t("markets.serveKnown", { part: formatValue(coverage, "ratio", where) })}
        </span>
      )}
    </span>
  );
}

type FigureProps = { kpi: ScorecardKpi; where: Locale; href: string };

/** A value with how sure it is, what it stands on, how it moved and whether it reaches its target. */
function Figure({ kpi, where, href }: FigureProps) {
  if (kpi.value === null) {
    return <span className="ff-quiet">{t(`markets.absent.${kpi.reason ?? "no-data"}`)}</span>;
  }
  const change = formatChange(kpi.change, kpi.unit, kpi.direction, where);
  const isAimed = kpi.target !== null;
  return (
    <span className="ff-market-figure">
      <Link to={href}>{formatValue(kpi.value, kpi.unit, where)}</Link>
      {change && <ChangeLine change={change} />}
      {kpi.interval && <span className="ff-beside">{formatRange(kpi, where)}</span>}
      {kpi.unit !== "count" && <span className="ff-beside">{countedWords(kpi, kpi.n, where)}</span>}
      {isAimed && <StatusWord status={kpi.status} />}
    </span>
  );
}

function Stock({ stock, where }: { stock: MarketColumn["stock"]; where: Locale }) {
  if (!stock) return <span className="ff-quiet">{t("markets.noStock")}</span>;
  const { units, knownUnits, coverDays } = stock;
  const n = (count: number) => formatValue(count, "count", where);
  const value = formatValue(stock.value, "money", where);
  return (
    <span className="ff-market-figure">
      {t("markets.units", { count: units, n: n(units) })}
      {knownUnits > 0 && (
        <span className="ff-beside">
          {knownUnits === units
            ? t("markets.value", { value })
            : t("markets.valuePart", { value, n: n(knownUnits) })}
        </span>
      )}
      {coverDays !== null && (
        <span className="ff-beside">
          {t("markets.cover", { count: Math.round(coverDays), n: n(Math.round(coverDays)) })}
        </span>
      )}
    </span>
  );
}
