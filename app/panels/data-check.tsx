import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useDataAction } from "./data-action.ts";
import { DataTable } from "./data-table.tsx";
import { Ago, count, type When } from "./data-when.tsx";
import { t, type TextKey } from "./translate.ts";

export type CheckProps = {
  /** Newest first. */
  runs: {
    kind: string;
    startedAt: Date;
    finishedAt: Date | null;
    checked: number;
    missing: number;
    stale: number;
    repaired: number;
    problem: string | null;
  }[];
  isRunning: boolean;
};

/** The comparison with Shopify: what it found lately, and a button that runs it now. */
export function Check({ runs, isRunning, when }: CheckProps & { when: When }) {
  const { act, isActing } = useDataAction();
  const number = (key: "checked" | "missing" | "stale" | "repaired") => ({
    key,
    title: t(`data.checkColumn.${key}`),
    isNumber: true,
    cell: (run: CheckProps["runs"][number]) => count(run[key], when.locale),
  });
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t("data.check")}
          </Text>
          <Button loading={isActing || isRunning} onClick={() => act({ intent: "check" })}>
            {t(isRunning ? "data.checking" : "data.checkNow")}
          </Button>
        </InlineStack>
        <Text as="p" tone="subdued">
          {t("data.checkWords")}
        </Text>
        <DataTable
          caption={t("data.check")}
          rows={runs}
          rowKey={(run) => `${run.startedAt.toISOString()} ${run.kind}`}
          empty={t("data.noCheck")}
          columns={[
            {
              key: "kind",
              title: t("data.checkColumn.kind"),
              cell: ({ kind }) => t(`data.kind.${kind}` as TextKey),
            },
            {
              key: "when",
              title: t("data.checkColumn.when"),
              cell: ({ startedAt }) => <Ago then={startedAt} when={when} />,
            },
            number("checked"),
            number("missing"),
            number("stale"),
            number("repaired"),
            {
              key: "result",
              title: t("data.checkColumn.result"),
              cell: ({ problem, finishedAt }) =>
                problem ?? t(finishedAt ? "data.checkFine" : "data.checking"),
            },
          ]}
        />
      </BlockStack>
    </Card>
  );
}
