import { Badge, BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import { ageWords } from "./age.tsx";
import { Ago, count, type When } from "./data-when.tsx";
import { formatDay } from "./format.ts";
import { t } from "./translate.ts";

export type ArrivingProps = {
  lastDeliveryAt: Date | null;
  waiting: number;
  /** Counting stopped there. */
  mostCounted: number;
  waitingSince: Date | null;
  retrying: number;
  refetches: number;
  dirtyDays: number;
  /** Days; null without orders. */
  firstDay: string | null;
  lastDay: string | null;
};

/** A line that is older than this is a delay somebody should know of. */
const behindMs = 5 * 60_000;

export function Arriving({ when, ...state }: ArrivingProps & { when: When }) {
  const lagMs = state.waitingSince ? when.now.getTime() - state.waitingSince.getTime() : 0;
  const isNew = state.lastDeliveryAt === null && state.firstDay === null;
  const [words, tone] = isNew
    ? ([t("data.none"), undefined] as const)
    : lagMs > behindMs
      ? ([t("data.behind"), "attention"] as const)
      : ([t("data.fresh"), "success"] as const);
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t("data.arriving")}
          </Text>
          <Badge tone={tone}>{words}</Badge>
        </InlineStack>
        <Facts rows={rows(state, lagMs, when)} />
      </BlockStack>
    </Card>
  );
}

type Row = [string, React.ReactNode];

function rows(state: ArrivingProps, lagMs: number, when: When): Row[] {
  const { locale } = when;
  const { waiting, mostCounted, retrying, firstDay, lastDay } = state;
  const waits = t(waiting < mostCounted ? "data.waits" : "data.waitsMore", {
    n: count(waiting, locale),
    age: ageWords(Math.max(0, lagMs / 1000)),
  });
  const all: (Row | false)[] = [
    [
      t("data.lastDelivery"),
      state.lastDeliveryAt ? <Ago then={state.lastDeliveryAt} when={when} /> : t("data.never"),
    ],
    [t("data.waiting"), waiting === 0 ? t("data.nothingWaits") : waits],
    retrying > 0 && ["", t("data.retrying", { count: retrying, n: count(retrying, locale) })],
    state.refetches > 0 && [t("data.refetches"), count(state.refetches, locale)],
    state.dirtyDays > 0 && [t("data.dirty"), count(state.dirtyDays, locale)],
    [
      t("data.orders"),
      firstDay && lastDay
        ? t("data.ordersBetween", {
            first: formatDay(firstDay, locale, lastDay),
            last: formatDay(lastDay, locale, firstDay),
          })
        : t("data.never"),
    ],
  ];
  return all.filter((row) => row !== false);
}

export function Facts({ rows: facts }: { rows: Row[] }) {
  return (
    <dl className="ff-facts">
      {facts.map(([name, words], at) => (
        <div key={at}>
          <dt>{name}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}

export type LeftOutProps = { test: number; voided: number; zero: number; currency: number };

/** What is known and counts nowhere, so that a total that looks short can be explained. */
export function LeftOut({ when, ...found }: LeftOutProps & { when: When }) {
  const reasons = (["test", "voided", "zero", "currency"] as const).filter((why) => found[why] > 0);
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("data.leftOut")}
        </Text>
        <Text as="p" tone="subdued">
          {t(reasons.length > 0 ? "data.leftOutWords" : "data.leftOutNone")}
        </Text>
        {reasons.length > 0 && (
          <Facts
            rows={reasons.map((why) => [t(`data.leftOut.${why}`), count(found[why], when.locale)])}
          />
        )}
      </BlockStack>
    </Card>
  );
}
