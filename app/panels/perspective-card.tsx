import { BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import type { PerspectiveId, ScorecardKpi } from "../scorecard/types.ts";
import type { Locale } from "./format.ts";
import { KpiRow } from "./kpi-row.tsx";
import { t } from "./translate.ts";
import { isScored, scoreWords } from "./words.ts";

type CardProps = {
  id: PerspectiveId;
  score: number | null;
  kpis: ScorecardKpi[];
  where: Locale;
  hrefOf(id: string): string;
  /** When it was counted, of a number that is older than the page. */
  olderOf(kpi: ScorecardKpi): string | undefined;
  /** Said of values that are not there. Default what each KPI needs. */
  absent?: string;
};

/** One perspective; its score stands small beside the KPIs it comes from. */
export function PerspectiveCard({ id, score, kpis, where, hrefOf, olderOf, absent }: CardProps) {
  // What can be read comes first; the rest stays visible below as an invitation.
  const ordered = [...kpis].sort((a, b) => Number(a.value === null) - Number(b.value === null));
  return (
    <Card>
      <BlockStack gap="200">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {t(`perspective.${id}`)}
          </Text>
          <Text as="span" variant="bodySm" tone="subdued">
            {score !== null &&
              scoreWords(score, { scored: kpis.filter(isScored).length, all: kpis.length })}
          </Text>
        </InlineStack>
        <div>
          {ordered.map((kpi) => (
            <KpiRow
              key={kpi.id}
              kpi={kpi}
              where={where}
              href={hrefOf(kpi.id)}
              absent={absent}
              older={olderOf(kpi)}
            />
          ))}
          {ordered.length === 0 && (
            <Text as="p" tone="subdued">
              {t("home.noRows")}
            </Text>
          )}
        </div>
      </BlockStack>
    </Card>
  );
}
