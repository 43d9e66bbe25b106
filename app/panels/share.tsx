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

/** What a link shows of its shop. */
export type Shared = {
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
};

/** With the page's own style sheet. */
export type ShareProps = Shared & { styles: string };
export type Refusal = "unknown" | "ended" | "busy";

/** Nobody's browser is asked for a language: the page is the same for all who get it. */
export const locale = "en";
export const sharePeriods = ["7", "30", "90", "365", "this-month", "last-month"] as const;

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
      <PeriodLinks choice={chosen.choice} address={(choice) => `?period=${choice}`} />
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
export function ShareRefusal(props: { kind: Refusal; styles: string }) {
  const title = t(`share.${props.kind}`);
  return (
    <Sheet title={title} styles={props.styles}>
      <h1>{title}</h1>
      <p>{t(`share.${props.kind}Words`)}</p>
    </Sheet>
  );
}

export function PeriodLinks(props: { choice: string; address: (choice: string) => string }) {
  return (
    <nav aria-label={t("share.periods")}>
      {sharePeriods.map((choice) => (
        <a
          key={choice}
          href={props.address(choice)}
          aria-current={choice === props.choice ? "page" : undefined}
        >
          {t(`period.${choice}`)}
        </a>
      ))}
    </nav>
  );
}

type SheetProps = {
  title: string;
  styles: string;
  /** For a table of many columns. Default false. */
  isWide?: boolean;
  children: React.ReactNode;
};

export function Sheet(props: SheetProps) {
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
        <main className={props.isWide ? "wide" : undefined}>{props.children}</main>
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
      <HeadNumbers kpi={kpi} where={where} />
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

/** A leading number with what it moved by, what it stands on and its status. */
export function HeadNumbers({ kpi, where }: KpiProps) {
  return (
    <>
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
  const parts = [kpi.n > 0 && countedWords(kpi, kpi.n, where), formatInterval(kpi, where)];
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
