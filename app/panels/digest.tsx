import { Link, useNavigate, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import {
  Banner,
  BlockStack,
  Button,
  Card,
  InlineStack,
  Page,
  Select,
  Text,
} from "@shopify/polaris";
import type { Digest, DigestMove } from "../scorecard/digest.ts";
import type { ScorecardKpi } from "../scorecard/types.ts";
import { pageAddress } from "./address.ts";
import { instantWords } from "./data-when.tsx";
import { DigestReaders, type Reader } from "./digest-readers.tsx";
import {
  actionWords,
  causeWords,
  kpiWords,
  staleWords,
  passedWords,
  trainingWords,
  weakWords,
  weekWords,
} from "./digest-words.ts";
import { PanelExport } from "./export.tsx";
import type { Locale } from "./format.ts";
import { Nothing } from "./states.tsx";
import { t } from "./translate.ts";

export type DigestPageProps = {
  /** Null: there is none yet. */
  digest: Digest | null;
  /** Mondays, the newest first. */
  weeks: readonly string[];
  readers: readonly Reader[];
  hasMail: boolean;
  locale: string;
};

/** The week on one page, as it was told on its Monday, and who gets it by e-mail. */
export function DigestPage({ digest, weeks, readers, hasMail, locale }: DigestPageProps) {
  return (
    <Page fullWidth>
      <TitleBar title={t("digest.title")} />
      <div className="ff-page" data-page="digest">
        <BlockStack gap="400">
          <InlineStack align="space-between" blockAlign="end" gap="300">
            <BlockStack gap="050">
              <Text as="h1" variant="headingLg">
                {t("digest.title")}
              </Text>
              {digest && (
                <Text as="p" tone="subdued">
                  {weekWords(digest, locale)}
                </Text>
              )}
            </BlockStack>
            {digest && <Tools digest={digest} weeks={weeks} locale={locale} />}
          </InlineStack>
          <Card>
            {digest ? (
              <Told digest={digest} locale={locale} />
            ) : (
              <Nothing title={t("digest.none")}>{t("digest.noneWords")}</Nothing>
            )}
          </Card>
          <div className="ff-no-print">
            <DigestReaders readers={readers} hasMail={hasMail} />
          </div>
        </BlockStack>
      </div>
    </Page>
  );
}

function Tools({
  digest,
  weeks,
  locale,
}: Pick<DigestPageProps, "weeks" | "locale"> & { digest: Digest }) {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const options = weeks.map((week) => ({
    value: week,
    label: weekWords({ week: { from: week, to: weekAfter(week) } }, locale),
  }));
  return (
    <div className="ff-no-print">
      <InlineStack gap="200" blockAlign="center">
        <Select
          label={t("digest.week")}
          labelHidden
          options={options}
          value={digest.week.from}
          onChange={(week) => void navigate(pageAddress("/app/digest", search, { week }))}
        />
        <PanelExport path="digest" what={t("digest.title")} given={{ week: digest.week.from }} />
        <Button onClick={() => window.print()}>{t("digest.print")}</Button>
      </InlineStack>
    </div>
  );
}

function weekAfter(monday: string): string {
  return new Date(Date.parse(`${monday}T00:00:00Z`) + 7 * 86_400_000).toISOString().slice(0, 10);
}

function Told({ digest, locale }: { digest: Digest; locale: string }) {
  const where: Locale = { locale, currency: digest.currency };
  const { timeZone, madeAt } = digest;
  const at = instantWords(new Date(madeAt), { locale, timeZone });
  const training = trainingWords(digest.training);
  return (
    <div className="ff-digest">
      {digest.stale ? (
        <Banner tone="warning" title={t("digest.staleTitle")}>
          {staleWords(digest.stale, { locale, timeZone })}
        </Banner>
      ) : (
        <>
          <h2>{t("digest.headline")}</h2>
          <ul>
            {digest.headline.map((kpi) => (
              <li key={kpi.id}>
                <KpiLink kpi={kpi} digest={digest} />: {kpiWords(kpi, where)}
              </li>
            ))}
          </ul>
          <Moves {...{ digest, where }} moves={digest.up} isWorse={false} />
          <Moves {...{ digest, where }} moves={digest.down} isWorse />
          <Lines title={t("digest.weak")} lines={weakWords(digest, where)} />
          <Lines title={t("digest.milestones")} lines={passedWords(digest, where)} />
        </>
      )}
      {training && (
        <>
          <h2>{t("digest.training")}</h2>
          <p>{training}</p>
        </>
      )}
      <Text as="p" tone="subdued">
        {t("digest.madeAt", { at })}
      </Text>
    </div>
  );
}

/** Nothing of no lines. */
function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <ul>
        {lines.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </>
  );
}

type MovesProps = {
  digest: Digest;
  where: Locale;
  moves: readonly DigestMove[];
  isWorse: boolean;
};

function Moves({ digest, where, moves, isWorse }: MovesProps) {
  return (
    <>
      <h2>{t(isWorse ? "digest.downTitle" : "digest.upTitle")}</h2>
      {moves.length === 0 && <p>{t(isWorse ? "digest.noDown" : "digest.noUp")}</p>}
      <ul>
        {moves.map(({ kpi, cause }) => (
          <li key={kpi.id}>
            <KpiLink kpi={kpi} digest={digest} />: {kpiWords(kpi, where)}.{" "}
            {causeWords(kpi, cause, where)}
            {isWorse && ` ${t("digest.next")} ${actionWords(kpi, cause)}`}
          </li>
        ))}
      </ul>
    </>
  );
}

/** The number's page over the digest's week, where its causes and orders are. */
function KpiLink({ kpi, digest }: { kpi: ScorecardKpi; digest: Digest }) {
  const [search] = useSearchParams();
  const { from, to } = digest.week;
  const last = new Date(Date.parse(`${to}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  const period = { period: "custom", first: from, last };
  return <Link to={pageAddress(`/app/kpis/${kpi.id}`, search, period)}>{kpi.name}</Link>;
}
