import { Link, useNavigate, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Card, Page, Text } from "@shopify/polaris";
import type { ShownView } from "../scorecard/list-views.ts";
import type { Placement } from "../scorecard/placement.server.ts";
import type { ProductList, ProductRow, ProductSort } from "../scorecard/products.server.ts";
import type { KeptCard } from "../scorecard/recommend-card.server.ts";
import { sameAddress } from "./address.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { formatValue, type Locale } from "./format.ts";
import { ListTools, marginWords, SearchField, sorting, type Sorting } from "./list-tools.tsx";
import { PageHead, type PageTime } from "./page-head.tsx";
import { PlacementCard } from "./placement-card.tsx";
import { RecommendCard } from "./recommend-card.tsx";
import { productAddress } from "./recommend.tsx";
import { Nothing } from "./states.tsx";
import { t, type TextKey } from "./translate.ts";
import { TrialCard, type Trials } from "./trial-card.tsx";

export const productsPath = "/app/products";

export type ProductsProps = {
  list: ProductList;
  views: readonly ShownView[];
  order: Sorting<ProductSort>;
  /** What is searched for; empty for everything. */
  text: string;
  time: PageTime;
  currency: string;
  /** Rows a page holds, and units without which there is no rate. */
  size: number;
  fewUnits: number;
  /** How good recommendations are; null before they were learned. */
  measured: KeptCard | null;
  /** Whether they pay. */
  trials: Trials;
  /** How the lists stand in the shop itself. */
  placed: Placement;
};

/** What sold in the period, what came back, what is left. */
export function Products(props: ProductsProps) {
  const { list, views, order, text, time, currency, size, fewUnits, measured, trials, placed } =
    props;
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const where = { locale: time.locale, currency };
  const at = (changes: Record<string, string | null>) =>
    sameAddress(productsPath, search, { after: null, ...changes });
  return (
    <Page fullWidth>
      <TitleBar title={t("products.title")} />
      <div className="ff-page" data-page="products">
        <BlockStack gap="400">
          <PageHead title={t("products.title")} isCompared={false} {...time} />
          <Card roundedAbove="xs">
            <BlockStack gap="300">
              <ListTools
                list="products"
                views={views}
                fileName={`products-${time.chosen.period.from}`}
                what={t("products.title")}
              >
                <SearchField
                  label={t("products.search")}
                  initial={text}
                  onSearch={(typed) => {
                    navigate(at({ q: typed.trim() || null }), {
                      replace: true,
                      preventScrollReset: true,
                    });
                  }}
                />
              </ListTools>
              <p role="status" className="ff-list-said">
                {list.products === 0 && text !== ""
                  ? t("products.foundNone")
                  : t("products.count", {
                      count: list.products,
                      n: formatValue(list.products, "count", where),
                    })}
              </p>
              <DataTable
                caption={t("products.caption")}
                columns={columnsOf({ order, search, where, fewUnits, step: list.step })}
                rows={list.rows}
                rowKey={({ key }) => key}
                empty={
                  text === "" ? (
                    <Nothing title={t("products.empty")}>{t("products.emptyWords")}</Nothing>
                  ) : (
                    <span />
                  )
                }
                pages={{
                  next: list.next && at({ after: list.next }),
                  first: search.has("after") ? at({}) : null,
                  size,
                }}
              />
              <Text as="p" variant="bodySm" tone="subdued">
                {t("products.counting", { n: fewUnits })}{" "}
                {list.step === "cm2" && t("products.cm2Words")}
              </Text>
            </BlockStack>
          </Card>
          <RecommendCard measured={measured} where={where} today={time.today} />
          <PlacementCard placed={placed} when={{ timeZone: time.timeZone, locale: time.locale }} />
          <TrialCard trials={trials} where={where} today={time.today} />
        </BlockStack>
      </div>
    </Page>
  );
}

type ColumnsOf = {
  order: Sorting<ProductSort>;
  search: URLSearchParams;
  where: Locale;
  fewUnits: number;
  step: ProductList["step"];
};

function columnsOf({ order, search, where, fewUnits, step }: ColumnsOf): Column<ProductRow>[] {
  const number = (
    sort: ProductSort,
    key: string,
    cell: Column<ProductRow>["cell"],
  ): Column<ProductRow> => ({
    key,
    title: t(`products.${key}` as TextKey),
    isNumber: true,
    ...sorting(sort, { ...order, path: productsPath, search }),
    cell,
  });
  const count = (n: number) => formatValue(n, "count", where);
  return [
    {
      key: "name",
      title: t("products.name"),
      cell: ({ key, title }) => <Link to={productAddress(key, search)}>{title}</Link>,
    },
    number("units", "units", ({ units }) => count(units)),
    number("net", "net", ({ net }) => formatValue(net, "money", where)),
    {
      key: "share",
      title: t("products.share"),
      isNumber: true,
      cell: ({ share }) => (share === null ? t("list.none") : formatValue(share, "ratio", where)),
    },
    step === "cm2"
      ? number("cm2", "cm2", ({ cm2, cm2Known }) => marginWords(cm2, cm2Known, where))
      : number("cm1", "cm1", ({ cm1, cm1Known }) => marginWords(cm1, cm1Known, where)),
    number("back", "back", ({ back }) => count(back)),
    number("rate", "rate", ({ rate }) =>
      rate === null ? (
        <span className="ff-quiet" title={t("products.tooFewWords", { n: fewUnits })}>
          {t("products.tooFew")}
        </span>
      ) : (
        formatValue(rate, "ratio", where)
      ),
    ),
    number("stock", "stock", ({ stock, places }) =>
      stock === null ? (
        <span className="ff-quiet">{t("products.notTracked")}</span>
      ) : (
        <span>
          {count(stock)}
          {places > 1 && (
            <span className="ff-beside">
              {t("products.places", { count: places, n: count(places) })}
            </span>
          )}
        </span>
      ),
    ),
    { key: "cost", title: t("products.cost"), cell: ({ cost }) => t(`products.cost.${cost}`) },
    {
      key: "status",
      title: t("products.status"),
      cell: ({ status }) => t(`products.status.${status ?? "none"}` as TextKey),
    },
  ];
}
