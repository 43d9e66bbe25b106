import { Link, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Card, Page, Text } from "@shopify/polaris";
import type { KpiPage as KpiPageData } from "../../scorecard/kpi-page.ts";
import type { OverTime } from "../../scorecard/over-time.server.ts";
import { pageAddress } from "../address.ts";
import {
  formatChange,
  formatDays,
  formatExact,
  formatInterval,
  invitation,
  type Locale,
} from "../format.ts";
import { Live } from "../live.tsx";
import { MarginSteps } from "../margin-steps.tsx";
import { OpenOrdersLink } from "../open-orders.tsx";
import { PageHead, type PageTime } from "../page-head.tsx";
import { ChangeLine, StatusWord } from "../status.tsx";
import { t } from "../translate.ts";
import { trendWords } from "../trend-words.ts";
import { BehindTeam, teamKpis } from "./behind-team.tsx";
import { Behind } from "./behind.tsx";
import { Course } from "./course.tsx";
import { How } from "./how.tsx";
import { Milestones } from "./milestones.tsx";
import { MonthEnd } from "./month-end.tsx";
import { Parts } from "./parts.tsx";
import { Restated } from "./restated.tsx";
import { sentences, targetWords, toldDays } from "./sentences.ts";
import { KpiTasks } from "./tasks.tsx";
import { Why } from "./why.tsx";

export type KpiPageProps = {
  page: KpiPageData;
  /** The formula as the code has it, and where. Default none. */
  code?: { path: string; text: string } | null;
  over: OverTime;
  time: PageTime;
  currency: string;
  /** The store's name in its admin's address. */
  store: string;
};

/** One number: what it is, what happened, where it comes from, how it is counted, what is behind it. */
export function KpiPage({ page, code = null, over, time, currency, store }: KpiPageProps) {
  const [search] = useSearchParams();
  const { kpi } = page;
  const where: Locale = { locale: time.locale, currency };
  return (
    <Page fullWidth>
      <TitleBar title={kpi.name} />
      <div className="ff-page" data-kpi-page={kpi.id}>
        <BlockStack gap="400">
          <PageHead
            title={kpi.name}
            above={
              <Link className="ff-back" to={pageAddress("/app", search)}>
                ← {t("kpi.back")}
              </Link>
            }
            hasMarkets
            {...time}
          />
          <Card>
            <BlockStack gap="400">
              <Figures page={page} time={time} where={where} />
              <p className="ff-said">{sentences({ page, time, where }).join(" ")}</p>
              {over.heading && (
                <p className="ff-said" data-heading={over.heading.verdict}>
                  {trendWords(over.heading, kpi.unit, where)}
                </p>
              )}
              <Course page={page} time={time} where={where} />
            </BlockStack>
          </Card>
          {kpi.id === "contribution-margin" && kpi.value !== null && (
            <Card>
              <MarginSteps margin={kpi} where={where} />
            </Card>
          )}
          {over.monthEnd && <MonthEnd end={over.monthEnd} kpi={kpi} where={where} />}
          <Why page={page} time={time} where={where} />
          {page.by && <Parts page={page} by={page.by} where={where} />}
          <How page={page} code={code} time={time} where={where} />
          <OpenOrdersLink kpi={kpi.id} />
          {teamKpis.includes(kpi.id) ? (
            <BehindTeam />
          ) : (
            <Behind page={page} time={time} where={where} store={store} />
          )}
          {over.milestones && <Milestones kpi={kpi} {...over.milestones} where={where} />}
          <KpiTasks
            {...over}
            {...{ kpi, where, today: time.today }}
            {...{ causes: page.causes, narrowed: page.narrowed }}
          />
          {over.restated && (
            <Restated restated={over.restated} kpi={kpi} time={time} where={where} />
          )}
        </BlockStack>
      </div>
    </Page>
  );
}

type PieceProps = { page: KpiPageData; time: PageTime; where: Locale };

/** Value, interval, change, target and status on one line. */
function Figures({ page: { kpi }, time, where }: PieceProps) {
  if (kpi.value === null) {
    return (
      <div className="ff-figures">
        <Text as="p" variant="bodyLg">
          {invitation(kpi)}
        </Text>
        <StatusWord status={kpi.status} />
      </div>
    );
  }
  const change = formatChange(kpi.change, kpi.unit, kpi.direction, where);
  const { against } = toldDays(kpi, time.chosen) ?? time.chosen;
  return (
    <dl className="ff-figures">
      <Figure name={t("chart.value")}>
        <span className="ff-value" data-value={kpi.id}>
          <Live value={formatExact(kpi.value, kpi.unit, where)} />
        </span>
      </Figure>
      {kpi.interval && <Figure name={t("chart.interval")}>{formatInterval(kpi, where)}</Figure>}
      {kpi.previous !== null && (
        <Figure name={formatDays(against, time.locale, time.today)}>
          <span className="ff-pair">
            {formatExact(kpi.previous, kpi.unit, where)}
            {change && <ChangeLine change={change} />}
          </span>
        </Figure>
      )}
      <Figure name={t("chart.target")}>
        <span className="ff-pair">
          {targetWords(kpi, where)}
          <StatusWord status={kpi.status} />
        </span>
      </Figure>
    </dl>
  );
}

function Figure({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
