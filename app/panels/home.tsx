import { useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Box, Page, Text } from "@shopify/polaris";
import type { Setup } from "../scorecard/setup.server.ts";
import type { Spark } from "../scorecard/trend.ts";
import type { Scorecard } from "../scorecard/types.ts";
import { pageAddress } from "./address.ts";
import { PageHead, type PageTime } from "./page-head.tsx";
import { PerspectiveCard } from "./perspective-card.tsx";
import { SetupGuide } from "./setup.tsx";
import { Tile } from "./tile.tsx";
import { t } from "./translate.ts";
import { find, headlinePlaces, summary } from "./words.ts";

export type HomeProps = { card: Scorecard; sparks: Spark[]; setup: Setup; time: PageTime };

/** How are we, what changed: the five headline numbers, then the four perspectives. */
export function Home({ card, sparks, setup, time }: HomeProps) {
  const [search] = useSearchParams();
  const { locale, chosen } = time;
  const where = { locale, currency: card.currency };
  const { have, want } = setup.steps.find(({ id }) => id === "data") ?? { have: 0, want: 0 };
  const isPartial = want > 1 && have < want;
  const absent = isPartial ? t("home.notRead") : undefined;
  const said = [
    isPartial && t("home.partial", { have, want }),
    (!isPartial || find(card, "orders")?.value) && summary(card, locale, chosen.versus),
  ];
  const hrefOf = (id: string) => pageAddress(`/app/kpis/${id}`, search);
  return (
    <Page fullWidth>
      <TitleBar title={t("home.title")} />
      <div className="ff-page">
        <BlockStack gap="400">
          <PageHead title={t("home.title")} {...time} />
          <SetupGuide setup={setup} locale={locale} />
          <Box background="bg-surface" borderRadius="300" padding="400" shadow="100">
            <Text as="p" variant="bodyLg">
              {said.filter(Boolean).join(" ")}
            </Text>
          </Box>
          <div className="ff-tiles">
            {card.headline.map((id, place) => {
              const kpi = find(card, id);
              const stoodFor = find(card, headlinePlaces[place] ?? id);
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
                  />
                )
              );
            })}
          </div>
          <div className="ff-cards">
            {card.perspectives.map((perspective) => (
              <PerspectiveCard
                key={perspective.id}
                id={perspective.id}
                score={perspective.score}
                kpis={perspective.kpis.flatMap((id) => find(card, id) ?? [])}
                where={where}
                hrefOf={hrefOf}
                absent={absent}
              />
            ))}
          </div>
        </BlockStack>
      </div>
    </Page>
  );
}
