import { Link, useLocation, useSearchParams } from "@remix-run/react";
import { BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import type { Split } from "../../kpis/query.ts";
import type { KpiPage, PartOfPage } from "../../scorecard/kpi-page.ts";
import { sameAddress } from "../address.ts";
import { BarCell } from "../charts/bar-cell.tsx";
import { DataTable, type Column } from "../data-table.tsx";
import { PanelExport } from "../export.tsx";
import { formatExact, formatRange, formatValue, type Locale } from "../format.ts";
import { StatusWord } from "../status.tsx";
import { t } from "../translate.ts";
import { countedWords } from "./counted.ts";

/** Longer lists end here; what is left weighs least. */
const mostRows = 20;

type PartsProps = { page: KpiPage; by: Split; where: Locale };

/** The KPI by channel, region and so on: ranked, with a bar in the cell. */
export function Parts({ page, by, where }: PartsProps) {
  const { kpi, splits, parts, trend } = page;
  const shown = parts.filter(({ status }, at) => at < mostRows || status !== undefined);
  const size = ({ value }: PartOfPage) => Number(value ?? 0);
  const longest = Math.max(...shown.map((part) => Math.abs(size(part))), 0) || 1;
  const twoWays = shown.some((part) => size(part) < 0);
  const say = (value: string | number | null) =>
    value === null ? "–" : formatExact(value, kpi.unit, where);
  const columns: (Column<PartOfPage> | null)[] = [
    { key: "part", title: t(`split.${by}`), cell: ({ label }) => label },
    {
      key: "value",
      title: kpi.name,
      cell: (part) => (
        <BarCell share={part.value === null ? null : size(part) / longest} twoWays={twoWays}>
          {say(part.value)}
        </BarCell>
      ),
    },
    parts.some(({ before }) => before !== null)
      ? {
          key: "before",
          title: t(
            kpi.beside["finishedDays"] === undefined ? "split.before" : "split.beforeFinished",
          ),
          isNumber: true,
          cell: (part) => say(part.before),
        }
      : null,
    parts.some(({ interval }) => interval !== null)
      ? {
          key: "interval",
          title: t("split.interval"),
          isNumber: true,
          cell: ({ interval }) => formatRange({ unit: kpi.unit, interval }, where) ?? "–",
        }
      : null,
    {
      key: "share",
      title: t(trend.isTotal ? "split.share" : "split.weight"),
      isNumber: true,
      cell: ({ share }) => (share === null ? "–" : formatValue(share, "ratio", where)),
    },
    {
      key: "n",
      title: t("split.standsOn"),
      isNumber: true,
      cell: ({ n }) => countedWords(kpi, n, where),
    },
    parts.some(({ status }) => status !== undefined)
      ? {
          key: "target",
          title: t("split.target"),
          cell: ({ target, status }) =>
            status === undefined ? (
              "–"
            ) : (
              <span className="ff-pair">
                {say(target ?? null)} <StatusWord status={status} />
              </span>
            ),
        }
      : null,
  ];
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t("split.title")}
          </Text>
          <Splits splits={splits} chosen={by} />
        </InlineStack>
        <DataTable
          caption={t("split.caption", { name: kpi.name, split: t(`split.${by}`) })}
          columns={columns.filter((column) => column !== null)}
          rows={shown}
          rowKey={({ key }) => key}
          empty={t("split.none")}
        />
        <Text as="p" variant="bodySm" tone="subdued">
          {notes({ by, kpi: kpi.id, hidden: parts.length - shown.length })}
        </Text>
        <PanelExport path="kpi" what={t("split.title")} given={{ id: kpi.id, by }} />
      </BlockStack>
    </Card>
  );
}

const marketing = ["marketing-roi", "marketing-efficiency-ratio", "acquisition-cost"];

function notes({ by, kpi, hidden }: { by: Split; kpi: string; hidden: number }): string {
  const product = by === "product" ? t("split.product.note") : "";
  const note = marketing.includes(kpi) ? t("split.marketing.note") : product;
  return hidden > 0 ? `${t("split.more", { count: hidden })}. ${note}` : note;
}

function Splits({ splits, chosen }: { splits: readonly Split[]; chosen: Split }) {
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  // Where people buy comes before the way they order; channels are there for who asks.
  const isOffered = (split: Split) =>
    split !== "channel" || chosen === "channel" || splits.length === 1;
  return (
    <nav className="ff-choice" aria-label={t("split.label")}>
      {splits.filter(isOffered).map((split) => (
        <Link
          key={split}
          to={sameAddress(pathname, search, { by: split })}
          aria-current={split === chosen ? "true" : undefined}
          preventScrollReset
        >
          {t(`split.${split}`)}
        </Link>
      ))}
      {!splits.every(isOffered) && (
        <Link to={sameAddress(pathname, search, { by: "channel" })} preventScrollReset>
          {t("split.showChannel")}
        </Link>
      )}
    </nav>
  );
}
