import { Link, useFetcher, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { Banner, BlockStack, Button, Card, Page, Text } from "@shopify/polaris";
import { useState } from "react";
import type { CostAmounts, Costs, Gateway, ShownRule } from "../scorecard/costs.ts";
import { pageAddress } from "./address.ts";
import { asJson, CostForm, type CostAnswer } from "./costs-form.tsx";
import { usePolling } from "./data-polling.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { PanelExport } from "./export.tsx";
import { formatDay, formatValue, type Locale } from "./format.ts";
import { LabelsCard } from "./costs-labels.tsx";
import { MarginSteps } from "./margin-steps.tsx";
import { t } from "./translate.ts";

export type CostsPageProps = {
  costs: Costs;
  amounts: CostAmounts;
  currency: string;
  today: string;
  locale: string;
};

/** What orders cost beside their goods: rules, who takes the payments, what is left of sales. */
export function CostsPage({ costs, amounts, currency, today, locale }: CostsPageProps) {
  const [search] = useSearchParams();
  const where: Locale = { locale, currency };
  const { rules, gateways, locations, labels, orders, margin, dirtyDays } = costs;
  usePolling(dirtyDays > 0);
  return (
    <Page fullWidth>
      <TitleBar title={t("costs.title")} />
      <div className="ff-page" data-page="costs">
        <BlockStack gap="400">
          <BlockStack gap="050">
            <Link className="ff-back" to={pageAddress("/app/settings", search)}>
              ← {t("settings.title")}
            </Link>
            <Text as="h1" variant="headingLg">
              {t("costs.title")}
            </Text>
            <Text as="p" tone="subdued">
              {t("costs.lead")}
            </Text>
          </BlockStack>
          {dirtyDays > 0 && (
            <Banner tone="info">
              <p role="status">{t("costs.counting", { count: dirtyDays, days: dirtyDays })}</p>
            </Banner>
          )}
          <Card>
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                {t("costs.rules")}
              </Text>
              <Rules {...{ rules, amounts, where, today }} />
              {rules.length > 0 && <PanelExport path="costs" what={t("costs.rules")} />}
              <Text as="p" variant="bodySm" tone="subdued">
                {t("costs.how")}{" "}
                <Link to={pageAddress("/app/data", search)}>{t("costs.byFile")}</Link>
              </Text>
            </BlockStack>
          </Card>
          <CostForm {...{ amounts, gateways, locations, today, currency, locale }} />
          <LabelsCard {...{ labels, margin, where }} />
          {gateways.length > 0 && (
            <Card>
              <BlockStack gap="300">
                <Text as="h2" variant="headingMd">
                  {t("costs.gateways")}
                </Text>
                <Gateways gateways={gateways} orders={orders} where={where} />
              </BlockStack>
            </Card>
          )}
          {margin.value !== null && (
            <Card>
              <Text as="p" tone="subdued">
                {t("costs.last30")}
              </Text>
              <MarginSteps margin={margin} where={where} />
            </Card>
          )}
        </BlockStack>
      </div>
    </Page>
  );
}

/** "2.9% + €0.30 an order"; a rule of nothing says so. */
function amountsWords(rule: ShownRule, amounts: CostAmounts, { locale, currency }: Locale): string {
  const parts = amounts[rule.cost]
    .filter((name) => Number(rule[name]) !== 0)
    .map((name) => {
      if (name === "percent") {
        const share = String(Number(rule.percent) / 100);
        const text = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 4 });
        return text.format(Number(share));
      }
      const fine = { style: "currency", currency, maximumFractionDigits: 6 } as const;
      const money = new Intl.NumberFormat(locale, fine).format(Number(rule[name]));
      return t(`costs.amount.${name}`, { money });
    });
  return parts.length === 0 ? t("costs.nothing") : parts.join(" + ");
}

function Rules({
  rules,
  amounts,
  where,
  today,
}: {
  rules: readonly ShownRule[];
  amounts: CostAmounts;
  where: Locale;
  today: string;
}) {
  const fetcher = useFetcher<CostAnswer>();
  const [sure, setSure] = useState<string | null>(null);
  const keyOf = ({ cost, match, location, validFrom }: ShownRule) =>
    [cost, match, location, validFrom].join(" ");
  const remove = (rule: ShownRule) => {
    const { cost, match, location, validFrom } = rule;
    const entry = { rule: cost, appliesTo: match, location, validFrom };
    const none = { percent: "", perOrder: "", perLine: "", perUnit: "", perKg: "" };
    setSure(null);
    fetcher.submit({ entry: { ...entry, ...none }, isGone: true, locale: where.locale }, asJson);
  };
  const columns: Column<ShownRule>[] = [
    { key: "kind", title: t("costs.kind"), cell: ({ cost }) => t(`costs.kind.${cost}`) },
    {
      key: "of",
      title: t("costs.appliesTo"),
      cell: ({ cost, match, locationName }) => {
        // Places stand one after the other; a gateway's name is one, whatever is in it.
        const named = cost === "fee" ? match : match.replaceAll(" ", ", ");
        const of = match === "" ? t("costs.allOthers") : named;
        return locationName === null ? of : t("costs.at", { of, location: locationName });
      },
    },
    {
      key: "amounts",
      title: t("costs.amounts"),
      cell: (rule) => amountsWords(rule, amounts, where),
    },
    {
      key: "from",
      title: t("costs.validFrom"),
      cell: ({ validFrom, holds }) =>
        t(`costs.holds.${holds}`, { day: formatDay(validFrom, where.locale, today) }),
    },
    {
      key: "do",
      title: t("costs.do"),
      cell: (rule) => {
        const isSure = sure === keyOf(rule);
        const kind = t(`costs.kind.${rule.cost}`);
        const name = [kind, rule.match, rule.locationName].filter(Boolean).join(" ");
        return (
          <Button
            size="slim"
            disabled={fetcher.state !== "idle"}
            tone={isSure ? "critical" : undefined}
            accessibilityLabel={t(isSure ? "costs.removeSureOf" : "costs.removeOf", { name })}
            onClick={() => (isSure ? remove(rule) : setSure(keyOf(rule)))}
          >
            {t(isSure ? "costs.removeSure" : "costs.remove")}
          </Button>
        );
      },
    },
  ];
  return (
    <DataTable
      caption={t("costs.rulesCaption")}
      columns={columns}
      rows={rules}
      rowKey={keyOf}
      empty={t("costs.none")}
    />
  );
}

function Gateways({
  gateways,
  orders,
  where,
}: {
  gateways: readonly Gateway[];
  orders: number;
  where: Locale;
}) {
  const columns: Column<Gateway>[] = [
    { key: "name", title: t("costs.gateway"), cell: ({ name }) => name ?? t("costs.untold") },
    {
      key: "orders",
      title: t("costs.ordersOf"),
      isNumber: true,
      cell: (row) => formatValue(row.orders, "count", where),
    },
    {
      key: "rule",
      title: t("costs.fee"),
      cell: ({ hasRule }) => t(hasRule ? "costs.hasRule" : "costs.noRule"),
    },
  ];
  return (
    <>
      <DataTable
        caption={t("costs.gateways")}
        file="payment-gateways"
        columns={columns}
        rows={gateways}
        rowKey={({ name }) => name ?? ""}
      />
      <Text as="p" variant="bodySm" tone="subdued">
        {t("costs.latest", { orders: formatValue(orders, "count", where) })}
      </Text>
    </>
  );
}
