import { BlockStack, Card, Text } from "@shopify/polaris";
import type { Marketing, MarketingRow } from "../scorecard/marketing.ts";
import { formatExact, type Locale } from "./format.ts";
import { TaskButton } from "./task-button.tsx";
import { t } from "./translate.ts";

const nameOf = (channel: string) => t(`marketing.channel.${channel as MarketingRow["channel"]}`);

function list(keys: readonly string[], locale: string): string {
  return new Intl.ListFormat(locale, { type: "conjunction" }).format(keys.map(nameOf));
}

/** What the numbers are evidence for, and no more: which channel, and how far its spend was seen. */
export function adviceOf(
  { evidence, room, rankedBy, channels, spentDays }: Marketing,
  where: Locale,
): string[] {
  const said: string[] = [];
  const measure = t(`marketing.measure.${rankedBy}`);
  if (evidence.kind === "too-few") said.push(t("marketing.tooFew"));
  if (evidence.kind === "tied") {
    said.push(t("marketing.tied", { channels: list(evidence.among, where.locale), measure }));
  }
  if (evidence.kind === "ahead") {
    const best = nameOf(evidence.best);
    const behind = list(evidence.behind, where.locale);
    said.push(t("marketing.ahead", { best, behind, measure }));
    if (evidence.level.length > 0) {
      said.push(t("marketing.level", { best, level: list(evidence.level, where.locale) }));
    }
    if (room) {
      const money = (shown: string | number) => formatExact(shown, "money", where);
      const values = { best, now: money(room.now), most: money(room.most) };
      said.push(
        room.more === null
          ? t("marketing.noRoom", values)
          : t("marketing.room", { ...values, more: money(room.more), behind }),
      );
    }
  }
  const loses = channels.filter(({ roi }) => roi?.interval && roi.interval[1] < 0);
  if (loses.length > 0) {
    const lost = loses.map(({ channel }) => channel);
    said.push(t("marketing.loses", { channels: list(lost, where.locale) }));
  }
  if (spentDays && spentDays.days < spentDays.of) {
    said.push(t("marketing.days", { days: spentDays.days, of: spentDays.of }));
  }
  return said;
}

/** Whether one campaign is ahead of others. */
export function campaignWords(
  { campaigns, campaignEvidence: evidence, rankedBy }: Marketing,
  { locale }: Locale,
): string | null {
  if (evidence.kind === "too-few") return null;
  const measure = t(`marketing.measure.${rankedBy}`);
  if (evidence.kind === "tied") return t("marketing.campaignsTied", { measure });
  const name = (key: string) => campaigns.find((row) => row.key === key)?.campaign ?? key;
  const named = evidence.behind.slice(0, mostNamed).map(name);
  const others = evidence.behind.length - named.length;
  const more = others > 0 ? [t("marketing.campaignsMore", { count: others, n: others })] : [];
  const behind = new Intl.ListFormat(locale, { type: "conjunction" }).format([...named, ...more]);
  return t("marketing.ahead", { best: name(evidence.best), behind, measure });
}

/** Longer lists of names are not read. */
const mostNamed = 3;

/** The move that the evidence bears, as a task says it; null where it bears none. */
export function moveOf({ evidence, room }: Marketing, where: Locale): string | null {
  if (evidence.kind !== "ahead" || !room || room.more === null) return null;
  return t("marketing.moveTask", {
    best: nameOf(evidence.best),
    behind: list(evidence.behind.slice(0, mostNamed), where.locale),
    more: formatExact(room.more, "money", where),
  });
}

export function MarketingAdvice({ marketing, where }: { marketing: Marketing; where: Locale }) {
  const move = moveOf(marketing, where);
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("marketing.evidence")}
        </Text>
        {adviceOf(marketing, where).map((sentence) => (
          <Text as="p" key={sentence}>
            {sentence}
          </Text>
        ))}
        {move && <TaskButton kpi="marketing-roi" words={move} label={t("marketing.move")} />}
      </BlockStack>
    </Card>
  );
}
