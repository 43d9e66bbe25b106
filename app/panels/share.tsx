// The scorecard for people without the admin: a whole document of its own, drawn on the server, with no
// script and nothing that leads on. Numbers only: no person, no order, no task.
import type { Chosen } from "../scorecard/chosen-period.ts";
import type { Lacking } from "../scorecard/lacking.ts";
import type { Spark } from "../scorecard/trend.ts";
import type { Scorecard, ScorecardKpi } from "../scorecard/types.ts";
import { Sparkline } from "./charts/sparkline.tsx";
import {
  formatChange,
  formatInterval,
  formatValue,
  invitation,
  statusWords,
  type ChangeWords,
  type Locale,
} from "./format.ts";
import { instantWords } from "./data-when.tsx";
import { countedWords } from "./kpi/counted.ts";
import { t } from "./translate.ts";
import { find, isScored, lackingWords, periodWords, scoreWords, summary } from "./words.ts";

export type ShareProps = {
  /** As its owner calls it. */
  shop: string;
  isDemo: boolean;
  /** When the link ends. */
  until: Date;
  card: Scorecard;
  sparks: readonly Spark[];
  time: {
    chosen: Chosen;
    today: string;
    asOf: Date;
    timeZone: string;
    historyFrom: string | null;
    lacking: Lacking | null;
  };
  /** The page's own style sheet. */
  styles: string;
};

/** Nobody's browser is asked for a language: the page is the same for all who get it. */
const locale = "en";
const choices = ["7", "30", "90", "365", "this-month", "last-month"] as const;

export function Share({ shop, isDemo, until, card, sparks, time, styles }: ShareProps) {
  const { chosen, today, asOf, timeZone: zone, historyFrom, lacking } = time;
  const where = { locale, currency: card.currency };
  const instant = (at: Date) => instantWords(at, { timeZone: zone, locale });
  const title = t("share.heading", { shop });
  const heads = card.headline.flatMap((id) => find(card, id) ?? []);
  return (
    <Sheet title={title} styles={styles}>
      {isDemo && <p className="demo">{t("digest.demo")}</p>}
      <h1>{title}</h1>
      <p>{t("share.lead", { until: instant(until), zone })}</p>
      <p className="quiet">
        {t("share.asOf", { instant: instant(asOf), zone, currency: card.currency })}
      </p>
      <nav aria-label={t("share.periods")}>
        {choices.map((choice) => (
          <a
            key={choice}
            href={`?period=${choice}`}
            aria-current={choice === chosen.choice ? "page" : undefined}
          >
            {t(`period.${choice}`)}
          </a>
        ))}
      </nav>
      <p>{periodWords({ chosen, today, historyFrom, locale })}</p>
      {lacking && <p>{lackingWords(lacking, { today, locale })}</p>}
      <p>{summary(card, locale, chosen.versus)}</p>
      <ul className="tiles">
        {heads.map((kpi) => (
          <li key={kpi.id}>
            <Head kpi={kpi} where={where} spark={sparks.find(({ id }) => id === kpi.id)} />
          </li>
        ))}
      </ul>
      {card.perspectives.map(({ id, score, kpis: ids }) => {
        const kpis = ids.flatMap((one) => find(card, one) ?? []);
        return (
          <section key={id}>
            <h2>{t(`perspective.${id}`)}</h2>
            {score !== null && (
              <p className="quiet">
                {scoreWords(score, { scored: kpis.filter(isScored).length, all: kpis.length })}
              </p>
            )}
            <Numbers kpis={kpis} where={where} />
          </section>
        );
      })}
    </Sheet>
  );
}

/** A link that opens nothing says so and what to do, and nothing else. */
export function ShareRefusal(props: { kind: "unknown" | "ended" | "busy"; styles: string }) {
  const title = t(`share.${props.kind}`);
  return (
    <Sheet title={title} styles={props.styles}>
      <h1>{title}</h1>
      <p>{t(`share.${props.kind}Words`)}</p>
    </Sheet>
  );
}

function Sheet(props: { title: string; styles: string; children: React.ReactNode }) {
  return (
    <html lang={locale}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <title>{`${props.title} · Fourfold`}</title>
        <style dangerouslySetInnerHTML={{ __html: props.styles }} />
      </head>
      <body>
        <main>{props.children}</main>
      </body>
    </html>
  );
}

type KpiProps = { kpi: ScorecardKpi; where: Locale };

function Head({ kpi, where, spark }: KpiProps & { spark: Spark | undefined }) {
  const said = (value: number | undefined) => formatValue(value ?? 0, kpi.unit, where);
  const known = spark?.values.filter((value) => value !== null) ?? [];
  return (
    <>
      <h2>{kpi.name}</h2>
      {kpi.value === null ? (
        <span className="quiet">{invitation(kpi)}</span>
      ) : (
        <>
          <span className="value">{formatValue(kpi.value, kpi.unit, where)}</span>
          <Moved kpi={kpi} where={where} />
          <Grounds kpi={kpi} where={where} />
        </>
      )}
      <StatusText kpi={kpi} />
      {spark && (
        <Sparkline
          values={spark.values}
          target={spark.target}
          label={t("tile.spark", {
            name: kpi.name,
            span: t(`tile.span.${spark.days}`),
            first: said(known[0]),
            last: said(known.at(-1)),
          })}
        />
      )}
    </>
  );
}

function Numbers({ kpis, where }: { kpis: readonly ScorecardKpi[]; where: Locale }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t("share.kpi")}</th>
          <th scope="col" className="number">
            {t("share.value")}
          </th>
          <th scope="col">{t("share.change")}</th>
          <th scope="col" className="number">
            {t("share.target")}
          </th>
          <th scope="col">{t("share.status")}</th>
        </tr>
      </thead>
      <tbody>
        {kpis.map((kpi) => (
          <tr key={kpi.id}>
            <th scope="row">
              {kpi.name}
              <small>{kpi.formula}</small>
            </th>
            {kpi.value === null ? (
              <td colSpan={4} className="needs quiet">
                {invitation(kpi)}
              </td>
            ) : (
              <>
                <td className="number">
                  {formatValue(kpi.value, kpi.unit, where)}
                  <small>
                    <Grounds kpi={kpi} where={where} />
                  </small>
                </td>
                <td>
                  <Moved kpi={kpi} where={where} />
                </td>
                <td className="number" data-label={t("share.target")}>
                  {kpi.target !== null && formatValue(kpi.target, kpi.unit, where)}
                </td>
                <td>
                  <StatusText kpi={kpi} />
                </td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What the value stands on and how sure it is. */
function Grounds({ kpi, where }: KpiProps) {
  const parts = [kpi.n > 0 && countedWords(kpi.id, kpi.n, where), formatInterval(kpi, where)];
  return <span className="quiet">{parts.filter(Boolean).join(" · ")}</span>;
}

const arrows: Record<ChangeWords["way"], string> = { up: "↑ ", down: "↓ ", same: "" };

function Moved({ kpi, where }: KpiProps) {
  const change = formatChange(kpi.change, kpi.unit, kpi.direction, where);
  if (!change) return <span className="quiet">{t("tile.noEarlier")}</span>;
  return (
    <span className={change.tone ?? "quiet"}>
      {arrows[change.way]}
      {change.words}
    </span>
  );
}

function StatusText({ kpi }: { kpi: ScorecardKpi }) {
  const { word, tone } = statusWords[kpi.status];
  return <span className={tone ?? "quiet"}>{word}</span>;
}
