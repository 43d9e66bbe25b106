import { Link, useSearchParams } from "@remix-run/react";
import { BlockStack, Card, Text } from "@shopify/polaris";
import type { Labels } from "../scorecard/costs.ts";
import type { ScorecardKpi } from "../scorecard/types.ts";
import { pageAddress } from "./address.ts";
import { formatExact, formatValue, type Locale } from "./format.ts";
import { t } from "./translate.ts";

type LabelsProps = { labels: Labels | null; margin: ScorecardKpi; where: Locale };

/** What carriers billed, of how much of the sales that is known, and what is of no order. */
export function LabelsCard({ labels, margin, where }: LabelsProps) {
  const [search] = useSearchParams();
  const known = margin.beside?.["labelCoverage"];
  const isLost = labels !== null && Number(labels.notFound) !== 0;
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("costs.labels")}
        </Text>
        {labels === null ? (
          <Text as="p">{t("costs.noLabels")}</Text>
        ) : (
          <Text as="p">
            {t("costs.labelSums", {
              labels: formatValue(labels.labels, "count", where),
              count: labels.labels,
              orders: t("counted.orders", {
                count: labels.orders,
                n: formatValue(labels.orders, "count", where),
              }),
              amount: formatExact(labels.amount, "money", where),
            })}
          </Text>
        )}
        {labels !== null && typeof known === "number" && (
          <Text as="p">
            {t("costs.labelCoverage", { share: formatValue(known, "ratio", where) })}
          </Text>
        )}
        {isLost && (
          <Text as="p" tone="caution">
            {t("costs.labelsLost", { amount: formatExact(labels.notFound, "money", where) })}
          </Text>
        )}
        <Text as="p" variant="bodySm" tone="subdued">
          {t("costs.labelsHow")}{" "}
          <Link to={pageAddress("/app/data", search)}>{t("costs.byFile")}</Link>
        </Text>
      </BlockStack>
    </Card>
  );
}
