import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useDataAction } from "./data-action.ts";
import { DataTable } from "./data-table.tsx";
import { Ago, count, type When } from "./data-when.tsx";
import { t } from "./translate.ts";

export type UnusedProps = {
  /** The newest, not always all of them. */
  parked: { webhookId: string; topic: string; receivedAt: Date; reason: string }[];
  parkedTotal: number;
  refused: number;
  refusedReason: string | null;
  unknown: { topic: string; count: number }[];
};

/** Deliveries that came and changed nothing, each with why and what to do. */
export function Unused({ when, ...unused }: UnusedProps & { when: When }) {
  const { parked, parkedTotal, refused, refusedReason, unknown } = unused;
  const { act, isActing } = useDataAction();
  const unknownCount = unknown.reduce((sum, one) => sum + one.count, 0);
  const isNone = parkedTotal + refused + unknownCount === 0;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("data.unused")}
        </Text>
        {isNone && (
          <Text as="p" tone="subdued">
            {t("data.unusedNone")}
          </Text>
        )}
        {parkedTotal > 0 && (
          <>
            <InlineStack align="space-between" blockAlign="center" gap="200">
              <BlockStack gap="050">
                <Text as="h3" variant="headingSm">
                  {t("data.parkedTitle", {
                    count: parkedTotal,
                    n: count(parkedTotal, when.locale),
                  })}
                </Text>
                <Text as="p" tone="subdued">
                  {t("data.parkedWords")}
                </Text>
              </BlockStack>
              <Button loading={isActing} onClick={() => act({ intent: "retry", ids: [] })}>
                {t("data.retryAll")}
              </Button>
            </InlineStack>
            <DataTable
              caption={t("data.unused")}
              rows={parked}
              rowKey={({ webhookId }) => webhookId}
              columns={[
                {
                  key: "topic",
                  title: t("data.parkedColumn.topic"),
                  cell: ({ topic }) => topic,
                },
                {
                  key: "when",
                  title: t("data.parkedColumn.when"),
                  cell: ({ receivedAt }) => <Ago then={receivedAt} when={when} />,
                },
                {
                  key: "reason",
                  title: t("data.parkedColumn.reason"),
                  cell: ({ reason }) => reason,
                },
                {
                  key: "do",
                  title: t("data.parkedColumn.do"),
                  cell: ({ webhookId, topic }) => (
                    <Button
                      size="slim"
                      disabled={isActing}
                      accessibilityLabel={t("data.retryOf", { topic })}
                      onClick={() => act({ intent: "retry", ids: [webhookId] })}
                    >
                      {t("data.retry")}
                    </Button>
                  ),
                },
              ]}
            />
          </>
        )}
        {refused > 0 && (
          <p>
            {t("data.refused", {
              count: refused,
              n: count(refused, when.locale),
              reason: refusedReason ?? "",
            })}
          </p>
        )}
        {unknownCount > 0 && (
          <p>
            {t("data.unknown", {
              count: unknownCount,
              n: count(unknownCount, when.locale),
              topics: unknown.map(({ topic }) => topic).join(", "),
            })}
          </p>
        )}
      </BlockStack>
    </Card>
  );
}
