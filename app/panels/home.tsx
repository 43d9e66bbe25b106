import { Link, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Box, Page, Text } from "@shopify/polaris";
import type { Gap } from "../scorecard/gaps.ts";
import type { Setup } from "../scorecard/setup.server.ts";
import type { Spark } from "../scorecard/trend.ts";
import type { ShownTask } from "../scorecard/tasks.ts";
import type { Scorecard, ScorecardKpi } from "../scorecard/types.ts";
import { pageAddress } from "./address.ts";
import { PanelExport } from "./export.tsx";
import { Gaps } from "./gaps.tsx";
import { Needs } from "./needs.tsx";
import { olderWords, PageHead, type PageTime } from "./page-head.tsx";
import { PerspectiveCard } from "./perspective-card.tsx";
import { SetupGuide } from "./setup.tsx";
import { Tile } from "./tile.tsx";
import { t } from "./translate.ts";
import { find, isScored, needWords, scoreWords, summary } from "./words.ts";

export type HomeProps = {
  card: Scorecard;
  score: number | null;
  /** Whose place each tile is; another KPI stands in while one has no data (design.md). */
  headline: { ids: readonly string[]; isOurs: boolean };
  sparks: Spark[];
  setup: Setup;
  /** What falls short of its target, the dearest first. */
  gaps: readonly Gap[];
  waiting: { tasks: ShownTask[]; all: number };
  time: PageTime;
};

function overall(score: number, { kpis }: Scorecard): string {
  return scoreWords(score, {
    scored: kpis.filter(isScored).length,
    all: kpis.length,
  });
}

/** How are we, what changed: the five headline numbers, then the four perspectives. */
export function Home({ card, score, headline, sparks, setup, gaps, waiting, time }: HomeProps) {
  const [search] = useSearchParams();
  const { locale, chosen } = time;
  const where = { locale, currency: card.currency };
  const isReading = time.lacking?.why === "reading";
  const absent = isReading ? t("home.notRead") : undefined;
  const isSaid = !isReading || Boolean(find(card, "orders")?.value);
  const hrefOf = (id: string) => pageAddress(`/app/kpis/${id}`, search);
  const olderOf = (kpi: ScorecardKpi) => olderWords(kpi, time);
  return (
    <Page fullWidth>
      <TitleBar title={t("home.title")} />
      <div className="ff-page">
        <BlockStack gap="400">
          <PageHead title={t("home.title")} hasMarkets {...time} />
          <SetupGuide setup={setup} locale={locale} />
          {isSaid && (
            <Box background="bg-surface" borderRadius="300" padding="400" shadow="100">
              <Text as="p" variant="bodyLg">
                {`${summary(card, locale, chosen.versus)} ${needWords(card, locale, waiting.all)}`}
                {score !== null && ` ${t("home.overall", { score: overall(score, card) })}`}
              </Text>
            </Box>
          )}
          <div className="ff-tiles">
            {card.headline.map((id, place) => {
              const kpi = find(card, id);
              const stoodFor = find(card, headline.ids[place] ?? id);
              return (
                kpi && (
                  <Tile
                    key={id}
                    kpi={kpi}
                    where={where}
                    href={hrefOf(id)}
                    spark={sparks.find((spark) => spark.id === id)}
                    insteadOf={stoodFor && stoodFor.id !== id ? stoodFor.name : undefined}
                    absent={absent}
                    isPartial={Boolean(time.lacking)}
                    older={olderOf(kpi)}
                  />
                )
              );
            })}
          </div>
          {headline.isOurs && (
            <p className="ff-quiet">
              {t("home.ours")}{" "}
              <Link to={pageAddress("/app/settings", search)}>{t("home.swap")}</Link>
            </p>
          )}
          <Needs waiting={waiting} where={where} today={time.today} />
          {!isReading && <Gaps gaps={gaps} where={where} />}
          <div className="ff-cards">
            {card.perspectives.map((perspective) => (
              <PerspectiveCard
                key={perspective.id}
                id={perspective.id}
                score={perspective.score}
                kpis={perspective.kpis.flatMap((id) => find(card, id) ?? [])}
                where={where}
                hrefOf={hrefOf}
                olderOf={olderOf}
                absent={absent}
              />
            ))}
          </div>
          <PanelExport path="scorecard" what={t("home.title")} />
        </BlockStack>
      </div>
    </Page>
  );
}
