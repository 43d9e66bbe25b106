import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { useDataAction, type DataAnswer } from "./data-action.ts";
import { usePolling } from "./data-polling.ts";
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
  const { act, isActing, answer } = useDataAction();
  const { isAwaited, ask } = useAwaited(answer, runs[0]?.startedAt.getTime());
  usePolling(isAwaited);
  const check = () => {
    ask();
    act({ intent: "check" });
  };
  const isBusy = isActing || isAwaited || isRunning;
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
          <Button loading={isBusy} onClick={check}>
            {t(isBusy ? "data.checking" : "data.checkNow")}
          </Button>
        </InlineStack>
        <Text as="p" tone="subdued">
          {t("data.checkWords")}
        </Text>
        <div className="ff-check">
          <DataTable
            caption={t("data.check")}
            file="comparisons"
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
        </div>
      </BlockStack>
    </Card>
  );
}

/** The line of jobs may be long; whoever waits longer than this looks again by themselves. */
const awaitedMs = 60_000;

/** After `ask`, waits until a run newer than the latest of then shows up. */
function useAwaited(answer: DataAnswer | undefined, latest: number | undefined) {
  const [asked, setAsked] = useState<{ latest: number | undefined } | null>(null);
  useEffect(() => {
    if (!asked) return;
    const timer = setTimeout(() => setAsked(null), awaitedMs);
    return () => clearTimeout(timer);
  }, [asked]);
  useEffect(() => {
    if (answer && "failed" in answer) setAsked(null);
  }, [answer]);
  return {
    isAwaited: asked !== null && asked.latest === latest,
    ask: () => setAsked({ latest }),
  };
}
