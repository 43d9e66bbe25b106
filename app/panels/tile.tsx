import { Link } from "@remix-run/react";
import { Text } from "@shopify/polaris";
import type { Spark } from "../scorecard/trend.ts";
import type { ScorecardKpi } from "../scorecard/types.ts";
import { Sparkline } from "./charts/sparkline.tsx";
import { formatChange, formatInterval, formatValue, invitation, type Locale } from "./format.ts";
import { ChangeLine, StatusWord } from "./status.tsx";
import { Live } from "./live.tsx";
import { countedWords, moreWords } from "./kpi/counted.ts";
import { howPlace } from "./kpi/how-place.ts";
import { t } from "./translate.ts";

type TileProps = {
  kpi: ScorecardKpi;
  where: Locale;
  href: string;
  spark?: Spark;
  /** The KPI whose place this one takes while that has no data. */
  insteadOf?: string;
  /** Said of a value that is not there. Default what the KPI needs. */
  absent?: string;
  /** Orders of these days may be lacking. Default none is. */
  isPartial?: boolean;
  /** When it was counted, of a number that is older than its page. Default it is not. */
  older?: string | undefined;
};

/** One headline number. The whole tile leads to its page. */
export function Tile({ kpi, where, href, spark, insteadOf, absent, isPartial, older }: TileProps) {
  const change = formatChange(kpi.change, kpi.unit, kpi.direction, where);
  return (
    <div className="ff-tile-box">
      <Link className="ff-tile" to={href} data-kpi={kpi.id}>
        <Text as="h2" variant="bodyMd" fontWeight="medium" tone="subdued">
          {kpi.name}
        </Text>
        {kpi.value === null ? (
          <Text as="p" variant="bodySm">
            {absent ?? invitation(kpi)}
          </Text>
        ) : (
          <>
            <p className="ff-value">
              <Live value={formatValue(kpi.value, kpi.unit, where)} />
            </p>
            {change ? <ChangeLine change={change} /> : <Small>{t(noChange(kpi))}</Small>}
            <Small>{formatInterval(kpi, where)}</Small>
            {isPartial && <Small>{t("tile.partial")}</Small>}
            {older && <Small>{older}</Small>}
          </>
        )}
        <div className="ff-foot">
          {spark && <Course kpi={kpi} spark={spark} where={where} />}
          <span className="ff-foot-words">
            <StatusWord status={kpi.status} />
            <End kpi={kpi} where={where} />
            {kpi.beside["toDecide"] !== undefined && <Small>{moreWords(kpi, where)}</Small>}
            {insteadOf && <Small>{t("tile.insteadOf", { name: insteadOf })}</Small>}
          </span>
        </div>
      </Link>
      <Link className="ff-tile-how" to={href + howPlace}>
        <span className="ff-unseen">{kpi.name}: </span>
        {kpi.n > 0 && `${countedWords(kpi, kpi.n, where)} · `}
        {t("tile.how")}
      </Link>
    </div>
  );
}

const noChange = ({ beside }: ScorecardKpi) =>
  beside["finishedDays"] === 0 ? "tile.notYet" : "tile.noEarlier";

/** Of a total whose period runs: what it will be when that is over. */
function End({ kpi, where }: { kpi: ScorecardKpi; where: Locale }) {
  const { endLow, endHigh } = kpi.beside;
  if (endLow == null || endHigh == null) return null;
  const say = (shown: string | number) => formatValue(shown, kpi.unit, where);
  return <Small>{t("tile.end", { low: say(endLow), high: say(endHigh) })}</Small>;
}

function Course({ kpi, spark, where }: { kpi: ScorecardKpi; spark: Spark; where: Locale }) {
  const known = spark.values.filter((value) => value !== null);
  const said = (value: number | undefined) => formatValue(value ?? 0, kpi.unit, where);
  return (
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
  );
}

function Small({ children }: { children: React.ReactNode }) {
  return (
    <Text as="span" variant="bodySm" tone="subdued">
      {children}
    </Text>
  );
}
