import { Link, useNavigate, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Card, InlineStack, Page, Text } from "@shopify/polaris";
import type { StockStatus } from "../analysis/forecast/policy.ts";
import type { DemandChanges as Changes } from "../scorecard/demand-changes.ts";
import type { ShownView } from "../scorecard/list-views.ts";
import type { Stock as StockData, StockSort, StockTotal } from "../scorecard/stock.ts";
import { pageAddress, sameAddress } from "./address.ts";
import { DataAge } from "./age.tsx";
import { DataTable } from "./data-table.tsx";
import { DemandChanges } from "./demand-changes.tsx";
import { Export } from "./export.tsx";
import { formatValue, type Locale } from "./format.ts";
import { ListTools, SearchField, type Sorting } from "./list-tools.tsx";
import { Nothing } from "./states.tsx";
import { StockForm } from "./stock-form.tsx";
import { stockPath } from "./stock-path.ts";
import { stockColumns } from "./stock-table.tsx";
import { StockTested } from "./stock-tested.tsx";
import { t } from "./translate.ts";

export type StockProps = {
  stock: StockData;
  views: readonly ShownView[];
  changes: Changes;
  order: Sorting<StockSort>;
  /** The status that is looked at; null for all. */
  status: StockStatus | null;
  text: string;
  size: number;
  currency: string;
  asOf: string;
  timeZone: string;
  locale: string;
};

/** What lies where, what of it is too little or too much, and what to order. */
export function Stock(props: StockProps) {
  const { stock, asOf, timeZone, locale, currency } = props;
  const [search] = useSearchParams();
  const where: Locale = { locale, currency };
  return (
    <Page fullWidth>
      <TitleBar title={t("stock.title")} />
      <div className="ff-page" data-page="stock">
        <BlockStack gap="400">
          <div className="ff-head">
            <BlockStack gap="050">
              <Text as="h1" variant="headingLg">
                {t("stock.title")}
              </Text>
              <Text as="p" tone="subdued">
                {t("stock.lead")}
              </Text>
            </BlockStack>
            <div className="ff-head-side">
              <DataAge asOf={stock.test?.ranAt ?? asOf} timeZone={timeZone} locale={locale} />
            </div>
          </div>
          {stock.test === null ? (
            <Card>
              <Nothing
                title={t("stock.empty")}
                action={{ href: pageAddress("/app/data", search), words: t("stock.import") }}
              >
                {t("stock.emptyWords")}
              </Nothing>
            </Card>
          ) : (
            <>
              <Totals totals={stock.totals} chosen={props.status} where={where} />
              <Levels {...props} where={where} />
              <StockTested test={stock.test} where={where} />
            </>
          )}
          <DemandChanges changes={props.changes} kind="variant" where={where} />
          <StockForm rules={stock.rules} />
        </BlockStack>
      </div>
    </Page>
  );
}

type TotalsProps = { totals: readonly StockTotal[]; chosen: StockStatus | null; where: Locale };

/** Each leads to its own levels; chosen again, to all. */
function Totals({ totals, chosen, where }: TotalsProps) {
  const [search] = useSearchParams();
  return (
    <nav className="ff-stock-totals" aria-label={t("stock.totals")}>
      {totals.map((total) => (
        <Link
          key={total.status}
          className="ff-stock-total"
          data-status={total.status}
          aria-current={total.status === chosen ? "true" : undefined}
          to={sameAddress(stockPath, search, {
            status: total.status === chosen ? null : total.status,
            after: null,
          })}
          preventScrollReset
        >
          <Text as="span" tone="subdued">
            {t(`stock.status.${total.status}`)}
          </Text>
          <span className="ff-value">{formatValue(total.levels, "count", where)}</span>
          <Text as="span" variant="bodySm">
            {stakeWords(total, where)}
          </Text>
        </Link>
      ))}
    </nav>
  );
}

/** Units of what is healthy, else money; what it is worth of how many is unknown is never taken as 0. */
function stakeWords({ status, units, atStake, unknown }: StockTotal, where: Locale): string {
  if (status === "healthy") {
    return t("stock.units", { count: units, n: formatValue(units, "count", where) });
  }
  const lacks = status === "out" || status === "runs-out" ? "price" : "cost";
  const n = formatValue(unknown, "count", where);
  const money =
    atStake && t(`stock.stake.${status}`, { money: formatValue(atStake, "money", where) });
  const rest = unknown > 0 && t(`stock.unknown.${lacks}`, { n });
  return [money, rest].filter(Boolean).join(" · ");
}

function Levels({
  stock,
  views,
  order,
  status,
  text,
  size,
  where,
}: StockProps & { where: Locale }) {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const { list } = stock;
  const at = (changes: Record<string, string | null>) =>
    sameAddress(stockPath, search, { after: null, ...changes });
  const reorder = sameAddress(`${stockPath}/export`, search, {
    ...{ reorder: "1", after: null, status: null, q: null, sort: null, dir: null },
  });
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <ListTools list="stock" views={views} fileName="stock" what={t("stock.title")}>
          <SearchField
            label={t("stock.search")}
            initial={text}
            onSearch={(typed) =>
              navigate(at({ q: typed.trim() || null }), { replace: true, preventScrollReset: true })
            }
          />
        </ListTools>
        <InlineStack gap="300" align="space-between" blockAlign="center">
          <p role="status" className="ff-list-said">
            {list.found === 0
              ? t("stock.foundNone")
              : t(status ? "stock.countOf" : "stock.count", {
                  count: list.found,
                  n: formatValue(list.found, "count", where),
                  status: status ? t(`stock.status.${status}`) : "",
                })}
          </p>
          <InlineStack gap="200" blockAlign="center">
            <Text as="span">{t("stock.reorderList")}</Text>
            <Export address={reorder} fileName="reorder" what={t("stock.reorderList")} />
          </InlineStack>
        </InlineStack>
        <DataTable
          caption={t("stock.caption")}
          columns={stockColumns({ order, search, where })}
          rows={list.rows}
          rowKey={({ key }) => key}
          empty={<span />}
          pages={{
            next: list.next && at({ after: list.next }),
            first: search.has("after") ? at({}) : null,
            size,
          }}
        />
        <Text as="p" variant="bodySm" tone="subdued">
          {t("stock.counting")}
        </Text>
      </BlockStack>
    </Card>
  );
}
