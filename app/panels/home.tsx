import { Link, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Box, Page, Text } from "@shopify/polaris";
import { useEffect } from "react";
import type { Scorecard } from "../scorecard/types.ts";
import { PerspectiveCard } from "./perspective-card.tsx";
import { Tile } from "./tile.tsx";
import { find, headlinePlaces, periodAddress, periodWords, summary } from "./words.ts";

type HomeProps = {
  card: Scorecard;
  /** Of the chosen period. */
  days: number;
  /** Days of the periods to choose from. */
  choices: readonly number[];
  /** In the shop's zone. */
  today: string;
  locale: string;
};

/** How are we, what changed: the five headline numbers, then the four perspectives. */
export function Home({ card, days, choices, today, locale }: HomeProps) {
  useOpenedRow();
  const where = { locale, currency: card.currency };
  return (
    <Page fullWidth>
      <TitleBar title="Scorecard" />
      <div className="ff-page">
        <BlockStack gap="400">
          <div className="ff-head">
            <BlockStack gap="050">
              <Text as="h1" variant="headingLg">
                Scorecard
              </Text>
              <Text as="p" tone="subdued">
                {periodWords(card, locale, today)}, compared with the {days} days before
              </Text>
            </BlockStack>
            <PeriodPicker days={days} choices={choices} />
          </div>
          <Box background="bg-surface" borderRadius="300" padding="400" shadow="100">
            <Text as="p" variant="bodyLg">
              {summary(card, locale)}
            </Text>
          </Box>
          <div className="ff-tiles">
            {card.headline.map((id, place) => {
              const kpi = find(card, id);
              const absent = find(card, headlinePlaces[place] ?? id);
              return (
                kpi && (
                  <Tile
                    key={id}
                    kpi={kpi}
                    where={where}
                    insteadOf={absent && absent.id !== id ? absent.name : undefined}
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
              />
            ))}
          </div>
        </BlockStack>
      </div>
    </Page>
  );
}

function PeriodPicker({ days, choices }: Pick<HomeProps, "days" | "choices">) {
  const [search] = useSearchParams();
  return (
    <nav className="ff-periods" aria-label="Period">
      {choices.map((choice) => (
        <Link
          key={choice}
          to={periodAddress(search, choice)}
          aria-current={choice === days ? "true" : undefined}
          preventScrollReset
        >
          {choice === 365 ? "1 year" : `${choice} days`}
        </Link>
      ))}
    </nav>
  );
}

/** A tile's link opens the row it leads to. */
function useOpenedRow(): void {
  useEffect(() => {
    const open = () => {
      const row = document.getElementById(window.location.hash.slice(1));
      if (row instanceof HTMLDetailsElement) row.open = true;
    };
    open();
    window.addEventListener("hashchange", open);
    return () => window.removeEventListener("hashchange", open);
  }, []);
}
