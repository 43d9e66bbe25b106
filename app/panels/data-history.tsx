import { BlockStack, Button, Card, InlineStack, ProgressBar, Text } from "@shopify/polaris";
import { useDataAction } from "./data-action.ts";
import { count, type When } from "./data-when.tsx";
import { formatDay } from "./format.ts";
import { t, type TextKey } from "./translate.ts";

type KindState = "waiting" | "running" | "ready" | "loading" | "done" | "failed";

export type HistoryProps = {
  state: "none" | "running" | "done" | "failed";
  kinds: {
    kind: string;
    state: KindState;
    objects: number;
    done: number;
    /** With what to do. */
    problem: string | null;
  }[];
  historyFrom: string | null;
  limitedTo60Days: boolean;
  today: string;
};

const buttons = {
  none: "data.history.start",
  failed: "data.history.retry",
  done: "data.history.again",
} as const;

/** How far the first reading of the shop is, kind by kind. */
export function History({ when, ...history }: HistoryProps & { when: When }) {
  const { state, kinds, historyFrom, limitedTo60Days, today } = history;
  const { act, isActing } = useDataAction();
  // Once all is over, only what something is to be said of.
  const told = state === "done" ? kinds.filter(({ problem }) => problem !== null) : kinds;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("data.history")}
        </Text>
        <BlockStack gap="100">
          <p role="status">
            {t(
              state === "done" && told.length > 0
                ? "data.history.doneBut"
                : `data.history.${state}`,
            )}
          </p>
          {historyFrom && (
            <p>{t("data.history.from", { day: formatDay(historyFrom, when.locale, today) })}</p>
          )}
          {limitedTo60Days && (
            <Text as="p" tone="subdued">
              {t("data.history.limited")}
            </Text>
          )}
        </BlockStack>
        {told.length > 0 && (
          <BlockStack gap="200">
            {told.map((kind) => (
              <Kind key={kind.kind} kind={kind} locale={when.locale} />
            ))}
          </BlockStack>
        )}
        {state !== "running" && (
          <InlineStack>
            <Button
              variant={state === "done" ? "secondary" : "primary"}
              loading={isActing}
              onClick={() => act({ intent: "read-history" })}
            >
              {t(buttons[state])}
            </Button>
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}

function Kind({ kind, locale }: { kind: HistoryProps["kinds"][number]; locale: string }) {
  const share = kind.state === "done" ? 1 : kind.objects > 0 ? kind.done / kind.objects : 0;
  const name = t(`data.kind.${kind.kind}` as TextKey);
  const words = t(`data.kindState.${kind.state}`, {
    done: count(kind.done, locale),
    objects: count(kind.objects, locale),
  });
  return (
    <div className="ff-kind">
      <span>{name}</span>
      <Text as="span" tone={kind.state === "failed" ? "critical" : "subdued"}>
        {words}
      </Text>
      {kind.state === "loading" && (
        <div className="ff-kind-problem">
          <ProgressBar
            size="small"
            progress={Math.round(share * 100)}
            ariaLabelledBy={undefined}
            animated={false}
          />
        </div>
      )}
      {kind.problem && (
        <div className="ff-kind-problem">
          <Text as="p" variant="bodySm">
            {kind.problem}
          </Text>
        </div>
      )}
    </div>
  );
}
