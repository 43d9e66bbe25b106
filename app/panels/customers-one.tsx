import { useLocation, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Card, Page, Text } from "@shopify/polaris";
import type { Customer, CustomerPage } from "../scorecard/customer.server.ts";
import type { CustomerLists } from "../scorecard/recommend-customer.server.ts";
import { sameAddress } from "./address.ts";
import { customerName, customersPath } from "./customers.tsx";
import { CustomerOrders } from "./customers-orders.tsx";
import { formatDay, formatExact, formatValue, type Locale } from "./format.ts";
import { PanelExport } from "./export.tsx";
import { MarginSteps } from "./margin-steps.tsx";
import { OneHead } from "./page-head.tsx";
import { PreferencesCard, type KnownPreferences } from "./preferences.tsx";
import { RecommendList } from "./recommend.tsx";
import { t } from "./translate.ts";

export type CustomerOneProps = {
  page: CustomerPage;
  /** Null for somebody who asked to be forgotten. */
  lists: CustomerLists | null;
  /** Null as well. */
  known: KnownPreferences | null;
  currency: string;
  locale: string;
  /** In the shop's zone. */
  today: string;
  /** The store's name in its admin's address. */
  store: string;
  /** Rows a page of orders holds. */
  size: number;
};

/** One person: how to reach them, how they buy, their orders. */
export function CustomerOne(props: CustomerOneProps) {
  const { page, lists, known, currency, locale, today, store, size } = props;
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  const { customer, orders, margin, next } = page;
  const where = { locale, currency };
  const title = customerName({ ...customer, name: customer.contact?.name ?? null });
  const at = (after: string | null) => sameAddress(pathname, search, { after });
  return (
    <Page fullWidth>
      <TitleBar title={title} />
      <div className="ff-page" data-page="customer">
        <BlockStack gap="400">
          <OneHead title={title} path={customersPath} back={t("customers.back")} />
          <Card roundedAbove="xs">
            <BlockStack gap="400">
              <Figures customer={customer} where={where} />
              <p className="ff-said">{customerWords(customer, where, today)}</p>
              <Contact customer={customer} store={store} />
            </BlockStack>
          </Card>
          {margin && margin.value !== null && (
            <Card roundedAbove="xs">
              <MarginSteps margin={margin} where={where} />
            </Card>
          )}
          {known && customer.orders > 0 && (
            <PreferencesCard {...known} where={where} today={today} />
          )}
          {lists && <ForThem lists={lists} when={{ today, locale }} />}
          <Card roundedAbove="xs">
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                {t("customers.ordersTitle")}
              </Text>
              <CustomerOrders
                orders={orders}
                where={where}
                today={today}
                store={store}
                pages={{
                  next: next && at(next),
                  first: search.has("after") ? at(null) : null,
                  size,
                }}
              />
              {orders.length > 0 && (
                <PanelExport
                  path="customer"
                  what={t("customers.ordersTitle")}
                  given={{ id: customer.id }}
                />
              )}
            </BlockStack>
          </Card>
        </BlockStack>
      </div>
    </Page>
  );
}

type ForThemProps = { lists: CustomerLists; when: { today: string; locale: string } };

/** What to offer somebody: two questions, two lists. */
function ForThem({ lists: { fresh, again }, when }: ForThemProps) {
  const isAgain = again.items.length > 0 || Object.keys(again.leftOut).length > 0;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("recommend.customerTitle")}
        </Text>
        {isAgain && (
          <BlockStack gap="200">
            <Text as="h3" variant="headingSm">
              {t("recommend.againTitle")}
            </Text>
            <RecommendList list={again} caption={t("recommend.againCaption")} when={when} isDue />
          </BlockStack>
        )}
        <BlockStack gap="200">
          <Text as="h3" variant="headingSm">
            {t("recommend.freshTitle")}
          </Text>
          <RecommendList list={fresh} caption={t("recommend.freshCaption")} when={when} />
        </BlockStack>
      </BlockStack>
    </Card>
  );
}

const daysWords = (days: number, where: Locale) => {
  const whole = Math.round(days);
  return t("customers.days", { count: whole, n: formatValue(whole, "count", where) });
};

function Figures({ customer, where }: { customer: Customer; where: Locale }) {
  const { orders, spent, average, daysBetween, returned } = customer;
  const figures: [string, string][] = [
    [t("customers.figureOrders"), formatValue(orders, "count", where)],
    [t("customers.figureSpent"), formatExact(spent, "money", where)],
    [
      t("customers.figureAverage"),
      average === null ? t("list.none") : formatExact(average, "money", where),
    ],
    [t("customers.figureReturned"), formatExact(returned, "money", where)],
    [
      t("customers.figureBetween"),
      daysBetween === null ? t("customers.tooFew") : daysWords(daysBetween, where),
    ],
  ];
  return (
    <dl className="ff-figures">
      {figures.map(([name, words]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="ff-figure">{words}</dd>
        </div>
      ))}
    </dl>
  );
}

/** "3 orders since Jan 9, the last on Mar 19: $50.00 after discounts, $16.67 on average. …" */
export function customerWords(customer: Customer, where: Locale, today: string): string {
  const { orders, first, last, average, daysBetween } = customer;
  if (orders === 0 || first === null || last === null) return t("customers.saidNothing");
  const money = (shown: string) => formatExact(shown, "money", where);
  const day = (value: string) => formatDay(value, where.locale, today);
  const spent = money(customer.spent);
  const said =
    orders === 1
      ? [t("customers.saidOne", { day: day(first), spent })]
      : [
          t("customers.saidMany", {
            n: formatValue(orders, "count", where),
            first: day(first),
            last: day(last),
            spent,
            average: money(average ?? "0"),
          }),
        ];
  if (daysBetween !== null) {
    said.push(t("customers.saidBetween", { days: daysWords(daysBetween, where) }));
  }
  said.push(
    Number(customer.returned) > 0
      ? t("customers.saidReturned", { returned: money(customer.returned) })
      : t("customers.saidNoReturns"),
  );
  return said.join(" ");
}

function Contact({ customer, store }: { customer: Customer; store: string }) {
  if (customer.isErased) {
    return (
      <Text as="p" tone="subdued">
        {t("customers.erasedWords")}
      </Text>
    );
  }
  const { contact, id } = customer;
  return (
    <div className="ff-contact">
      {contact?.email && <a href={`mailto:${contact.email}`}>{contact.email}</a>}
      {contact?.phone && <a href={`tel:${contact.phone}`}>{contact.phone}</a>}
      {!contact && (
        <Text as="span" tone="subdued">
          {t("customers.contactNone")}
        </Text>
      )}
      {/^\d+$/.test(id) && (
        <a
          href={`https://admin.shopify.com/store/${store}/customers/${id}`}
          target="_blank"
          rel="noreferrer"
        >
          {t("customers.inShopify")}
        </a>
      )}
      {customer.saleOptOut && (
        <Text as="p" tone="caution">
          {t("customers.saleOptOut")}
        </Text>
      )}
    </div>
  );
}
