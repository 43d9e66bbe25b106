import { Link, useFetcher, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Card, Page, Text } from "@shopify/polaris";
import { useState } from "react";
import type {
  CustomerList,
  CustomerRow,
  CustomerSort,
  FoundCustomers,
} from "../scorecard/customers.server.ts";
import type { ShownView } from "../scorecard/list-views.ts";
import type { KnownPatterns } from "../scorecard/patterns.server.ts";
import { pageAddress, sameAddress } from "./address.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { formatDay, formatValue, type Locale } from "./format.ts";
import { GroupsCard } from "./groups-card.tsx";
import { ListTools, marginWords, SearchField, sorting, type Sorting } from "./list-tools.tsx";
import { PageHead, type PageTime } from "./page-head.tsx";
import { PreferencesCard, type KnownPreferences } from "./preferences.tsx";
import { Nothing } from "./states.tsx";
import { t } from "./translate.ts";

export const customersPath = "/app/customers";

export type CustomersProps = {
  list: CustomerList;
  views: readonly ShownView[];
  order: Sorting<CustomerSort>;
  time: PageTime;
  currency: string;
  /** Rows a page holds. */
  size: number;
  /** What all customers buy and when, and which groups buy what; as last counted. */
  patterns: KnownPatterns;
  /** Below so much nothing is told of a pattern. */
  fewest: KnownPreferences["fewest"];
};

/** Who bought in the period, and any person by what is known of them exactly. */
export function Customers(props: CustomersProps) {
  const { list, views, order, time, currency, size, patterns, fewest } = props;
  const [search] = useSearchParams();
  // Posted, so that no e-mail or phone ever stands in an address.
  const found = useFetcher<FoundCustomers>();
  const [asked, setAsked] = useState({ text: "", of: "" });
  const address = search.toString();
  const where = { locale: time.locale, currency };
  const columns = columnsOf({
    ...{ order, search, where },
    today: time.today,
    from: time.chosen.period.from,
    step: list.rows[0]?.marginStep ?? "cm1",
  });
  const at = (after: string | null) => sameAddress(customersPath, search, { after });
  // Another order, period or view is of the list again.
  const answer = asked.text === "" || asked.of !== address ? undefined : found.data;
  return (
    <Page fullWidth>
      <TitleBar title={t("customers.title")} />
      <div className="ff-page" data-page="customers">
        <BlockStack gap="400">
          <PageHead title={t("customers.title")} isCompared={false} {...time} />
          <Card roundedAbove="xs">
            <BlockStack gap="300">
              <ListTools
                list="customers"
                views={views}
                fileName={`customers-${time.chosen.period.from}`}
                what={t("customers.title")}
              >
                <SearchField
                  key={address}
                  label={t("customers.search")}
                  help={t("customers.searchHelp")}
                  onSearch={(typed) => {
                    const text = typed.trim();
                    setAsked({ text, of: address });
                    if (text) found.submit({ text }, { method: "post" });
                  }}
                />
              </ListTools>
              <p role="status" className="ff-list-said">
                {answer ? foundWords(answer, where) : listWords(list, where)}
              </p>
              <DataTable
                caption={t("customers.caption")}
                columns={columns}
                rows={answer?.rows ?? list.rows}
                rowKey={({ id }) => id}
                empty={
                  answer ? (
                    <span />
                  ) : (
                    <Nothing title={t("customers.empty")}>{t("customers.emptyWords")}</Nothing>
                  )
                }
                pages={
                  answer
                    ? undefined
                    : {
                        next: list.next && at(list.next),
                        first: search.has("after") ? at(null) : null,
                        size,
                      }
                }
              />
              <Text as="p" variant="bodySm" tone="subdued">
                {t("customers.counting")}{" "}
                {list.rows[0]?.marginStep === "cm2" && t("customers.cm2Order")}
              </Text>
            </BlockStack>
          </Card>
          <GroupsCard groups={patterns.groups} where={where} today={time.today} />
          {patterns.store && (
            <PreferencesCard
              preferences={patterns.store.preferences}
              fewest={fewest}
              where={where}
              today={time.today}
              store={patterns.store}
            />
          )}
        </BlockStack>
      </div>
    </Page>
  );
}

const count = (n: number, where: Locale) => formatValue(n, "count", where);

function listWords({ customers, guestOrders }: CustomerList, where: Locale): string {
  const words = [t("customers.count", { count: customers, n: count(customers, where) })];
  if (guestOrders > 0) {
    words.push(t("customers.guests", { count: guestOrders, n: count(guestOrders, where) }));
  }
  return words.join(" ");
}

function foundWords({ rows, isGuestOrder }: FoundCustomers, where: Locale): string {
  if (isGuestOrder) return t("customers.foundGuest");
  if (rows.length === 0) return t("customers.foundNone");
  return t("customers.found", { count: rows.length, n: count(rows.length, where) });
}

/** What a person is called where no name is kept: their number at Shopify, if it is one. */
export function customerName({
  id,
  name,
  isErased,
}: Pick<CustomerRow, "id" | "name" | "isErased">) {
  if (isErased) return t("customers.erased");
  return name ?? (/^\d+$/.test(id) ? t("customers.unnamed", { id }) : t("customers.unnamedFile"));
}

type ColumnsOf = {
  order: Sorting<CustomerSort>;
  search: URLSearchParams;
  where: Locale;
  today: string;
  /** The period's first day. */
  from: string;
  step: CustomerRow["marginStep"];
};

function columnsOf({ order, search, where, today, from, step }: ColumnsOf): Column<CustomerRow>[] {
  const by = (sort: CustomerSort) => sorting(sort, { ...order, path: customersPath, search });
  const day = (value: string | null) =>
    value === null ? t("list.none") : formatDay(value, where.locale, today);
  const columns: (Column<CustomerRow> | null)[] = [
    {
      key: "name",
      title: t("customers.name"),
      cell: (row) => (
        <Link to={pageAddress(`${customersPath}/${encodeURIComponent(row.id)}`, search)}>
          {customerName(row)}
        </Link>
      ),
    },
    {
      key: "orders",
      title: t("customers.orders"),
      isNumber: true,
      ...by("orders"),
      cell: ({ orders, ordersEver }) => (
        <span>
          {count(orders, where)}
          {ordersEver !== orders && (
            <span className="ff-beside">
              {t("customers.ever", { n: count(ordersEver, where) })}
            </span>
          )}
        </span>
      ),
    },
    {
      key: "spend",
      title: t("customers.spend"),
      isNumber: true,
      ...by("spend"),
      cell: ({ spend }) => formatValue(spend, "money", where),
    },
    {
      key: "returns",
      title: t("customers.returns"),
      isNumber: true,
      cell: ({ returns }) =>
        Number(returns) ? formatValue(returns, "money", where) : t("list.none"),
    },
    {
      key: "cm1",
      title: t("margin.cm1"),
      isNumber: true,
      ...by("cm1"),
      // After costs by rule the known part is told of CM2.
      cell: ({ cm1, marginStep, marginKnown }) =>
        marginWords(cm1, marginStep === "cm1" ? marginKnown : null, where),
    },
    step === "cm2"
      ? {
          key: "margin",
          title: t("margin.cm2"),
          isNumber: true,
          cell: ({ margin, marginKnown }) => marginWords(margin, marginKnown, where),
        }
      : null,
    {
      key: "first",
      title: t("customers.first"),
      isNumber: true,
      // Shopify knows of earlier orders that were not read.
      cell: ({ first, kind }) =>
        first && kind === "returning" && first >= from
          ? t("customers.before", { day: day(first) })
          : day(first),
    },
    {
      key: "last",
      title: t("customers.last"),
      isNumber: true,
      ...by("last"),
      cell: ({ last }) => day(last),
    },
    {
      key: "kind",
      title: t("customers.kind"),
      cell: ({ kind }) => (kind ? t(`customers.${kind}`) : t("list.none")),
    },
  ];
  return columns.filter((column) => column !== null);
}
