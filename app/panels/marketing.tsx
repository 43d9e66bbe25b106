import { Link, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { Banner, BlockStack, Card, InlineStack, Page, Text } from "@shopify/polaris";
import type { Marketing as MarketingData, TouchRule } from "../scorecard/marketing.ts";
import { pageAddress, sameAddress } from "./address.ts";
import { PanelExport } from "./export.tsx";
import type { Locale } from "./format.ts";
import { SpendForm } from "./marketing-form.tsx";
import { MarketingAdvice } from "./marketing-advice.tsx";
import { marketingPath } from "./marketing-path.ts";
import { MarketingCampaigns, MarketingChannels } from "./marketing-tables.tsx";
import { MarketingWon } from "./marketing-won.tsx";
import { PageHead, type PageTime } from "./page-head.tsx";
import { Nothing } from "./states.tsx";
import { Tile } from "./tile.tsx";
import { t } from "./translate.ts";

const rules: readonly TouchRule[] = ["last", "first", "said"];

export type MarketingProps = { marketing: MarketingData; time: PageTime; currency: string };

/** What advertising costs and brings back, by channel and campaign, and what that is evidence for. */
export function Marketing({ marketing, time, currency }: MarketingProps) {
  const [search] = useSearchParams();
  const where: Locale = { locale: time.locale, currency };
  const { kpis, channels, waiting } = marketing;
  return (
    <Page fullWidth>
      <TitleBar title={t("marketing.title")} />
      <div className="ff-page" data-page="marketing">
        <BlockStack gap="400">
          <PageHead title={t("marketing.title")} {...time} />
          {waiting.map(({ currency: other, days }) => (
            <Banner key={other} tone="warning">
              {t("marketing.waiting", { currency: other, count: days, days })}{" "}
              <Link to={pageAddress("/app/data", search)}>{t("marketing.importRates")}</Link>
            </Banner>
          ))}
          {marketing.spend === null && (
            <Card>
              <Nothing
                title={t("marketing.empty")}
                action={{ href: pageAddress("/app/data", search), words: t("marketing.import") }}
              >
                {t("marketing.emptyWords")}
              </Nothing>
            </Card>
          )}
          {marketing.spend !== null && (
            <>
              <div className="ff-tiles">
                {kpis.map((kpi) => (
                  <Tile
                    key={kpi.id}
                    kpi={kpi}
                    where={where}
                    href={pageAddress(`/app/kpis/${kpi.id}`, search)}
                  />
                ))}
              </div>
              <MarketingAdvice marketing={marketing} where={where} />
            </>
          )}
          {channels.length > 0 && (
            <Card>
              <BlockStack gap="300">
                <InlineStack align="space-between" blockAlign="center" gap="200">
                  <Text as="h2" variant="headingMd">
                    {t("marketing.channels")}
                  </Text>
                  <Rules chosen={marketing.rule} said={marketing.said} />
                </InlineStack>
                <MarketingChannels marketing={marketing} where={where} />
              </BlockStack>
            </Card>
          )}
          {marketing.won.channels.length > 0 && (
            <Card>
              <BlockStack gap="300">
                <Text as="h2" variant="headingMd">
                  {t("marketing.won")}
                </Text>
                <MarketingWon won={marketing.won} where={where} today={time.today} />
              </BlockStack>
            </Card>
          )}
          {marketing.campaigns.length > 0 && (
            <Card>
              <BlockStack gap="300">
                <Text as="h2" variant="headingMd">
                  {t("marketing.campaigns")}
                </Text>
                <MarketingCampaigns marketing={marketing} where={where} />
              </BlockStack>
            </Card>
          )}
          {channels.length > 0 && (
            <PanelExport
              path="marketing"
              what={t("marketing.title")}
              given={{ rule: marketing.rule }}
            />
          )}
          <SpendForm today={time.today} currency={currency} />
        </BlockStack>
      </div>
    </Page>
  );
}

/** What buyers say is a rule where anybody was asked. */
function Rules({ chosen, said }: { chosen: TouchRule; said: number }) {
  const [search] = useSearchParams();
  return (
    <nav className="ff-choice" aria-label={t("marketing.rule")}>
      {rules
        .filter((rule) => rule !== "said" || said > 0 || chosen === "said")
        .map((rule) => (
          <Link
            key={rule}
            to={sameAddress(marketingPath, search, { rule })}
            aria-current={rule === chosen ? "true" : undefined}
            preventScrollReset
          >
            {t(`marketing.rule.${rule}`)}
          </Link>
        ))}
    </nav>
  );
}
