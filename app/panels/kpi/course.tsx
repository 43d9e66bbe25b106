import { Link, useLocation, useSearchParams } from "@remix-run/react";
import type { BucketSize } from "../../scorecard/buckets.ts";
import type { Chosen } from "../../scorecard/chosen-period.ts";
import type { Mark } from "../../scorecard/marks.ts";
import type { KpiPage } from "../../scorecard/kpi-page.ts";
import { sameAddress } from "../address.ts";
import { TrendChart, type TrendChartPoint, type TrendMark } from "../charts/trend.tsx";
import { PanelExport } from "../export.tsx";
import { formatDay, formatExact, formatTick, invitation, type Locale } from "../format.ts";
import type { PageTime } from "../page-head.tsx";
import { Nothing } from "../states.tsx";
import { t } from "../translate.ts";
import { bucketWords, chartSentence, partialWords } from "./sentences.ts";

type CourseProps = { page: KpiPage; time: PageTime; where: Locale };

/** The KPI over time beside the period compared with. */
export function Course({ page, time, where }: CourseProps) {
  const { kpi, trend } = page;
  const say = (value: string | number | null) =>
    value === null ? null : formatExact(value, kpi.unit, where);
  const points = trend.points.map((point): TrendChartPoint => {
    const { value, before, interval } = point;
    const bounds = interval && ([Number(interval[0]), Number(interval[1])] as const);
    return {
      when: bucketWords(point, trend.size, time),
      value: value === null ? null : Number(value),
      before: before === null ? null : Number(before),
      interval: bounds,
      shown: {
        value: say(value),
        before: say(before),
        interval:
          interval && t("chart.between", { low: say(interval[0])!, high: say(interval[1])! }),
      },
      partial: partialWords(point, trend.isTotal),
    };
  });
  const marks = page.marks.flatMap((mark): TrendMark[] => {
    const at = trend.points.findIndex(({ from, to }) => from <= mark.day && mark.day < to);
    return at < 0 ? [] : [{ at, words: markWords(mark, { where, today: time.today }) }];
  });
  const isEnough = points.filter(({ value }) => value !== null).length > 1;
  return (
    <section aria-label={t("kpi.course")}>
      {trend.sizes.length > 1 && <Sizes sizes={trend.sizes} chosen={trend.size} />}
      {isEnough ? (
        <TrendChart
          points={points}
          target={
            trend.target === null
              ? null
              : { value: Number(trend.target), shown: say(trend.target) ?? "" }
          }
          fromZero={trend.isTotal}
          isHours={kpi.unit === "hours"}
          marks={marks}
          label={chartSentence({ page, time, where })}
          tick={(value) => formatTick(value, kpi.unit, where)}
        />
      ) : (
        <TooLittle
          needs={kpi.value === null ? invitation(kpi) : ""}
          longer={longer[time.chosen.choice] ?? null}
        />
      )}
      <PanelExport path="trend" what={t("kpi.course")} given={{ id: kpi.id, size: trend.size }} />
    </section>
  );
}

function markWords(mark: Mark, { where, today }: { where: Locale; today: string }): string {
  const { day, product } = mark;
  const when = formatDay(day, where.locale, today);
  if (mark.what === "sold-out") return t("chart.soldOut", { when, product });
  const money = (amount: string) => formatExact(amount, "money", where);
  return t("chart.price", { when, product, before: money(mark.before), after: money(mark.after) });
}

/** The next longer period to look at; none after a year. */
const longer: Partial<Record<Chosen["choice"], "90" | "365">> = {
  "7": "90",
  "30": "90",
  "this-month": "90",
  "last-month": "90",
  "90": "365",
  custom: "365",
};

function TooLittle({ needs, longer }: { needs: string; longer: "90" | "365" | null }) {
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  const changes = { period: longer, first: null, last: null, size: null, after: null };
  const action = longer && {
    href: sameAddress(pathname, search, changes),
    words: t("kpi.longer", { period: t(`period.${longer}`) }),
  };
  return (
    <Nothing title={t("kpi.tooLittle")} action={action ?? undefined}>
      {t("kpi.tooLittleWords", { needs })}
    </Nothing>
  );
}

function Sizes({ sizes, chosen }: { sizes: readonly BucketSize[]; chosen: BucketSize }) {
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  return (
    <nav className="ff-choice" aria-label={t("size.label")}>
      {sizes.map((size) => (
        <Link
          key={size}
          to={sameAddress(pathname, search, { size, after: null })}
          aria-current={size === chosen ? "true" : undefined}
          preventScrollReset
        >
          {t(`size.${size}`)}
        </Link>
      ))}
    </nav>
  );
}
