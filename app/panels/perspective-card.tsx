import { BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import type { PerspectiveId, ScorecardKpi } from "../scorecard/types.ts";
import type { Locale } from "./format.ts";
import { KpiRow, NoRows } from "./kpi-row.tsx";
import { perspectiveNames } from "./words.ts";

type CardProps = {
  id: PerspectiveId;
  score: number | null;
  kpis: ScorecardKpi[];
  where: Locale;
};

/** One perspective; its score stands small beside the KPIs it comes from. */
export function PerspectiveCard({ id, score, kpis, where }: CardProps) {
  // What can be read comes first; the rest stays visible below as an invitation.
  const ordered = [...kpis].sort((a, b) => Number(a.value === null) - Number(b.value === null));
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="200">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {perspectiveNames[id]}
          </Text>
          <Text as="span" variant="bodySm" tone="subdued">
            {score === null ? "" : `${score.toFixed(1)} of 10`}
          </Text>
        </InlineStack>
        <div>
          {ordered.map((kpi) => (
            <KpiRow key={kpi.id} kpi={kpi} where={where} />
          ))}
          {ordered.length === 0 && <NoRows />}
        </div>
      </BlockStack>
    </Card>
  );
}
