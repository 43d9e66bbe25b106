import { Link, useSearchParams } from "@remix-run/react";
import { BlockStack, Box, InlineStack, Text } from "@shopify/polaris";
import type { Voice, VoiceSummary } from "../scorecard/voice.ts";
import { pageAddress, sameAddress } from "./address.ts";
import { formatInterval, formatValue, type Locale } from "./format.ts";
import { StatusWord } from "./status.tsx";
import { t } from "./translate.ts";
import { voicePath } from "./voice-path.ts";

type ScoresProps = { voice: Voice; where: Locale };

const unitOf = { nps: "points", csat: "ratio" } as const;

/** Both questions side by side; the chosen one is what the rest of the page is about. */
export function VoiceScores({ voice, where }: ScoresProps) {
  const { response, unknownOrders, touchpoint } = voice;
  return (
    <BlockStack gap="200">
      <nav className="ff-voice-scores" aria-label={t("voice.question")}>
        {voice.summaries.map((summary) => (
          <Score
            key={summary.question}
            summary={summary}
            isChosen={summary.question === voice.question}
            where={where}
          />
        ))}
      </nav>
      <Text as="p" tone="subdued">
        {touchpoint === "service" || response === null
          ? t("voice.response.unknown")
          : `${responseWords(response, where)}. ${t(`voice.response.${touchpoint}`)}`}
      </Text>
      {unknownOrders > 0 && (
        <Text as="p" tone="subdued">
          {t("voice.unknownOrders", {
            count: unknownOrders,
            n: formatValue(unknownOrders, "count", where),
          })}
        </Text>
      )}
    </BlockStack>
  );
}

export function responseWords(
  { asked, answered }: { asked: number; answered: number },
  where: Locale,
): string {
  const rate = asked > 0 ? formatValue(answered / asked, "ratio", where) : "–";
  return t("voice.response", { rate, asked: formatValue(asked, "count", where) });
}

type ScoreProps = { summary: VoiceSummary; isChosen: boolean; where: Locale };

function Score({ summary, isChosen, where }: ScoreProps) {
  const [search] = useSearchParams();
  const { question, value, n, interval, status } = summary;
  const unit = unitOf[question];
  const between = formatInterval({ unit, interval }, where);
  return (
    <Link
      className="ff-voice-score"
      to={sameAddress(voicePath, search, { question, after: null })}
      aria-current={isChosen ? "true" : undefined}
      preventScrollReset
      data-question={question}
    >
      <Box padding="400">
        <BlockStack gap="100">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <Text as="h2" variant="headingSm">
              {t(`voice.${question}`)}
            </Text>
            {value !== null && <StatusWord status={status} />}
          </InlineStack>
          {value === null ? (
            <p className="ff-quiet">{t(n === 0 ? "voice.none" : "voice.few")}</p>
          ) : (
            <p className="ff-voice-value">{formatValue(value, unit, where)}</p>
          )}
          <Text as="p" tone="subdued">
            {[between, t("voice.answers", { count: n, n: formatValue(n, "count", where) })]
              .filter(Boolean)
              .join(" · ")}
          </Text>
          <Text as="p">{deciding(summary, where)}</Text>
          <Text as="p" variant="bodySm" tone="subdued">
            {t(`voice.${question}.how`)}
          </Text>
        </BlockStack>
      </Box>
    </Link>
  );
}

/** What would make it sure. */
function deciding({ question, value, target, more, status }: VoiceSummary, where: Locale): string {
  const n = more === null ? "" : formatValue(more, "count", where);
  if (value === null) return t("voice.toScore", { count: more ?? 0, n });
  if (target === null) return t("voice.noTarget");
  const aim = { target: formatValue(target, unitOf[question], where) };
  if (status !== "cannot-tell") return t("voice.decided", aim);
  return more === null ? t("voice.noEnd", aim) : t("voice.toDecide", { count: more, n, ...aim });
}
