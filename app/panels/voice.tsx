import { Link, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Card, Page, Text } from "@shopify/polaris";
import type { Voice as VoiceData } from "../scorecard/voice.ts";
import { pageAddress, sameAddress } from "./address.ts";
import { PanelExport } from "./export.tsx";
import { formatValue, type Locale } from "./format.ts";
import { PageHead, type PageTime } from "./page-head.tsx";
import { Nothing } from "./states.tsx";
import { t } from "./translate.ts";
import { VoiceDistribution } from "./voice-distribution.tsx";
import { VoiceParts } from "./voice-parts.tsx";
import { voicePath } from "./voice-path.ts";
import { VoiceScores } from "./voice-scores.tsx";
import { VoiceWords } from "./voice-words.tsx";

export type VoiceProps = {
  voice: VoiceData;
  time: PageTime;
  currency: string;
  /** The shop's handle, for links into Shopify's admin. */
  store: string;
  /** Rows a page holds. */
  size: number;
};

/** What buyers say: how good, how sure, where it comes from, in their own words. */
export function Voice({ voice, time, currency, store, size }: VoiceProps) {
  const [search] = useSearchParams();
  const where = { locale: time.locale, currency };
  const isEmpty = voice.touchpoints.every(({ n }) => n === 0);
  return (
    <Page fullWidth>
      <TitleBar title={t("voice.title")} />
      <div className="ff-page" data-page="voice">
        <BlockStack gap="400">
          <PageHead title={t("voice.title")} isCompared={false} {...time} />
          <div className="ff-voice-tools">
            <Touchpoints voice={voice} where={where} />
            <Link to={pageAddress(`${voicePath}/survey`, search)}>{t("voice.settings")}</Link>
          </div>
          {isEmpty ? (
            <Card>
              <Nothing
                title={t("voice.empty")}
                action={{
                  href: pageAddress("/app/data", search),
                  words: t("voice.emptyLink"),
                }}
              >
                {t("voice.emptyWords")}
              </Nothing>
            </Card>
          ) : (
            <>
              <VoiceScores voice={voice} where={where} />
              <div className="ff-cards">
                <VoiceDistribution voice={voice} where={where} />
                <VoiceParts voice={voice} where={where} />
              </div>
              <PanelExport
                path="answers"
                what={t("voice.title")}
                given={{ question: voice.question, touchpoint: voice.touchpoint, by: voice.by }}
              />
              <VoiceWords voice={voice} time={time} store={store} size={size} />
            </>
          )}
        </BlockStack>
      </div>
    </Page>
  );
}

function Touchpoints({ voice, where }: { voice: VoiceData; where: Locale }) {
  const [search] = useSearchParams();
  return (
    <nav className="ff-choice" aria-label={t("voice.touchpoint")}>
      {voice.touchpoints.map(({ touchpoint, n }) => (
        <Link
          key={touchpoint}
          to={sameAddress(voicePath, search, { touchpoint, after: null })}
          aria-current={touchpoint === voice.touchpoint ? "true" : undefined}
          preventScrollReset
        >
          {t(`voice.at.${touchpoint}`)}{" "}
          <Text as="span" tone="subdued">
            {t("voice.answers", { count: n, n: formatValue(n, "count", where) })}
          </Text>
        </Link>
      ))}
    </nav>
  );
}
