import { BlockStack, Card, Text } from "@shopify/polaris";
import type { Voice } from "../scorecard/voice.ts";
import { BarCell } from "./charts/bar-cell.tsx";
import { DataTable } from "./data-table.tsx";
import { formatValue, type Locale } from "./format.ts";
import { t } from "./translate.ts";

/** Every score of the scale with its bar: a table that is a chart. */
export function VoiceDistribution({ voice, where }: { voice: Voice; where: Locale }) {
  const { distribution, question, touchpoint } = voice;
  const all = distribution.reduce((sum, { n }) => sum + n, 0);
  const most = Math.max(...distribution.map(({ n }) => n), 1);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("voice.distribution")}
        </Text>
        <DataTable
          caption={t("voice.distribution.caption", {
            question: t(`voice.${question}`),
            touchpoint: t(`voice.at.${touchpoint}`),
          })}
          columns={[
            { key: "score", title: t("voice.score"), cell: ({ score }) => score },
            {
              key: "n",
              title: t("voice.count"),
              cell: ({ n }) => (
                <BarCell share={n > 0 ? n / most : null}>{formatValue(n, "count", where)}</BarCell>
              ),
            },
            {
              key: "share",
              title: t("voice.share"),
              isNumber: true,
              cell: ({ n }) => (all > 0 ? formatValue(n / all, "ratio", where) : t("list.none")),
            },
          ]}
          rows={distribution.toReversed()}
          rowKey={({ score }) => String(score)}
        />
      </BlockStack>
    </Card>
  );
}
