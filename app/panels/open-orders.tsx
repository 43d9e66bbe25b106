import { Link, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Card, InlineStack, Page, Text } from "@shopify/polaris";
import type { ShownView } from "../scorecard/list-views.ts";
import type {
  AgeClass,
  OpenOrder,
  OpenOrders as Found,
  OpenOrdersFilter,
  OpenSums,
} from "../scorecard/open-orders.ts";
import { pageAddress, sameAddress } from "./address.ts";
import { DataAge } from "./age.tsx";
import { DataTable, type Column } from "./data-table.tsx";
import { PanelExport } from "./export.tsx";
import { duration, formatDay, formatExact, formatValue, type Locale } from "./format.ts";
import { OpenFilters } from "./open-filters.tsx";
import { Nothing } from "./states.tsx";
import { SavedViews } from "./saved-views.tsx";
import { t, type TextKey } from "./translate.ts";

const path = "/app/open-orders";
/** The KPIs that these orders will be counted in once they leave. */
const shippingKpis = ["hours-to-ship", "on-time-shipping"];

export type OpenOrdersProps = {
  orders: Found;
  views: readonly ShownView[];
  /** What is looked at. */
  filter: OpenOrdersFilter;
  size: number;
  /** So far back orders are looked for. */
  days: number;
  currency: string;
  /** The store's name in its admin's address. */
  store: string;
  asOf: string;
  timeZone: string;
  locale: string;
};

/** Which orders wait to be shipped, how long, and the money in them. */
export function OpenOrders(props: OpenOrdersProps) {
  const { orders, filter, days, asOf, timeZone, locale, currency } = props;
  const [search] = useSearchParams();
  const where: Locale = { locale, currency };
  const { sums } = orders;
  const isNone = sums !== null && sums.totals.every((total) => total.orders === 0);
  return (
    <Page fullWidth>
      <TitleBar title={t("open.title")} />
      <div className="ff-page" data-page="open-orders">
        <BlockStack gap="400">
          <div className="ff-head">
            <BlockStack gap="050">
              <Link
                className="ff-back"
                to={pageAddress("/app/kpis/on-time-shipping", search, {
                  ...{ age: null, state: null, location: null, carrier: null, after: null },
                })}
              >
                ← {t("open.back")}
              </Link>
              <Text as="h1" variant="headingLg">
                {t("open.title")}
              </Text>
              <Text as="p" tone="subdued">
                {t("open.lead")}
              </Text>
            </BlockStack>
            <div className="ff-head-side">
              <DataAge asOf={asOf} timeZone={timeZone} locale={locale} />
            </div>
          </div>
          {isNone ? (
            <Card>
              <Nothing title={t("open.none")}>{t("open.noneWords", { days })}</Nothing>
            </Card>
          ) : (
            <>
              {sums && <Totals totals={sums.totals} chosen={filter.age} where={where} />}
              <Waiting {...props} where={where} />
            </>
          )}
          <Text as="p" variant="bodySm" tone="subdued">
            {t("open.counting", { days })}
          </Text>
        </BlockStack>
      </div>
    </Page>
  );
}

type TotalsProps = { totals: OpenSums["totals"]; chosen: AgeClass | null; where: Locale };

/** Each leads to its own orders; chosen again, to all. */
function Totals({ totals, chosen, where }: TotalsProps) {
  const [search] = useSearchParams();
  return (
    <nav className="ff-stock-totals" aria-label={t("open.totals")}>
      {totals.map(({ age, orders, net }) => (
        <Link
          key={age}
          className="ff-stock-total"
          data-age={age}
          aria-current={age === chosen ? "true" : undefined}
          to={sameAddress(path, search, { age: age === chosen ? null : age, after: null })}
          preventScrollReset
        >
          <Text as="span" tone="subdued">
            {t(`open.age.${age}`)}
          </Text>
          <span className="ff-value">{formatValue(orders, "count", where)}</span>
          <Text as="span" variant="bodySm">
            {formatExact(net, "money", where)}
          </Text>
        </Link>
      ))}
    </nav>
  );
}

function Waiting({
  orders,
  views,
  filter,
  size,
  store,
  where,
}: OpenOrdersProps & { where: Locale }) {
  const [search] = useSearchParams();
  const { sums } = orders;
  const at = (after: string | null) => sameAddress(path, search, { after });
  const of = (each: AgeClass) => sums?.totals.find((total) => total.age === each)?.orders ?? 0;
  const isLate = of("late-more") + of("late-3") + of("late-1") > 0;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <InlineStack gap="300" align="space-between" blockAlign="center">
          <p role="status" className="ff-list-said">
            {sums
              ? t("open.count", { count: sums.found, n: formatValue(sums.found, "count", where) })
              : t("open.later")}{" "}
            {!isLate && of("within") > 0 && t("open.noneLate")}
          </p>
          <PanelExport path="open-orders" what={t("open.title")} given={filter} />
        </InlineStack>
        <OpenFilters sums={sums} filter={filter} path={path} where={where} />
        <SavedViews list="open-orders" views={views} />
        {sums && sums.typical.left > 0 && <p>{typicalWords(sums.typical)}</p>}
        {of("no-promise") > 0 && (
          <p>
            {t("open.noPromise", { n: formatValue(of("no-promise"), "count", where) })}{" "}
            <Link to={pageAddress("/app/settings", search)}>{t("open.promise")}</Link>
          </p>
        )}
        <DataTable
          caption={t("open.caption")}
          columns={columns(store, where)}
          rows={orders.rows}
          rowKey={({ id }) => id}
          empty={t("open.noneOfClass")}
          pages={{
            next: orders.next && at(orders.next),
            first: search.has("after") ? at(null) : null,
            size,
          }}
        />
      </BlockStack>
    </Card>
  );
}

const columns = (store: string, where: Locale): Column<OpenOrder>[] => [
  { key: "order", title: t("behind.order"), cell: (order) => orderCell(order, store) },
  { key: "day", title: t("behind.day"), cell: ({ day }) => formatDay(day, where.locale) },
  { key: "late", title: t("open.column.promise"), cell: ({ lateHours }) => lateWords(lateHours) },
  { key: "state", title: t("open.column.state"), cell: ({ state }) => t(`open.state.${state}`) },
  {
    key: "location",
    title: t("open.column.location"),
    cell: ({ location }) => location ?? t("open.noLocation"),
  },
  {
    key: "carrier",
    title: t("open.column.carrier"),
    cell: ({ carrier }) => carrier ?? t("open.noCarrier"),
  },
  {
    key: "waits",
    title: t("open.column.waits"),
    isNumber: true,
    cell: ({ waitHours }) => duration(Math.max(0, waitHours)),
  },
  {
    key: "channel",
    title: t("open.column.channel"),
    cell: ({ channel }) => t(`channel.${channel}` as TextKey),
  },
  { key: "region", title: t("open.column.region"), cell: ({ regionName }) => regionName },
  {
    key: "net",
    title: t("behind.amount"),
    isNumber: true,
    cell: ({ net }) => formatExact(net, "money", where),
  },
];

/** The median of those that left hides those that do not leave: both are said. */
function typicalWords({ days, waiting, medianLeft, medianAll }: OpenSums["typical"]): string {
  const left = duration(medianLeft ?? 0);
  if (waiting === 0) return t("open.typicalNone", { days, left });
  if (medianAll === null) return t("open.typicalLong", { days, left });
  return t("open.typical", { days, left, all: duration(medianAll) });
}

/** "2 d 4 h late", "5 h left", "No promise" */
function lateWords(hours: number | null): string {
  if (hours === null) return t("open.age.no-promise");
  return t(hours > 0 ? "open.late" : "open.left", { time: duration(Math.abs(hours)) });
}

function orderCell({ name, adminPath }: OpenOrder, store: string) {
  if (!adminPath) return name;
  return (
    <a
      href={`https://admin.shopify.com/store/${store}/${adminPath}`}
      target="_blank"
      rel="noreferrer"
      aria-label={t("behind.open", { name })}
    >
      {name}
    </a>
  );
}

/** On the page of a KPI of shipping: the way to what still waits. Nothing on others. */
export function OpenOrdersLink({ kpi }: { kpi: string }) {
  const [search] = useSearchParams();
  if (!shippingKpis.includes(kpi)) return null;
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("open.title")}
        </Text>
        <p className="ff-pair">
          {t("open.lead")}
          <Link to={pageAddress(path, search)}>{t("open.see")}</Link>
        </p>
      </BlockStack>
    </Card>
  );
}
