import { useLocation } from "@remix-run/react";
import { BlockStack, Card, Text } from "@shopify/polaris";
import { useEffect, useRef } from "react";
import type { KpiPage } from "../../scorecard/kpi-page.ts";
import type { Shown, Unit } from "../../scorecard/types.ts";
import { DataAge } from "../age.tsx";
import { formatExact, formatValue, type Locale } from "../format.ts";
import type { PageTime } from "../page-head.tsx";
import { t, type TextKey } from "../translate.ts";
import { countedWords } from "./counted.ts";
import { howPlace } from "./how-place.ts";

type HowProps = {
  page: KpiPage;
  code: { path: string; text: string } | null;
  time: PageTime;
  where: Locale;
};

/** The definition in words, what is left out, where it comes from, how much of it is known. */
export function How({ page, code, time, where }: HowProps) {
  const { kpi, about } = page;
  const { hash, key: visit } = useLocation();
  const place = useRef<HTMLDivElement>(null);
  // A tile leads here, however far down it is.
  useEffect(() => {
    if (hash === howPlace) place.current?.scrollIntoView({ block: "start" });
  }, [hash, visit]);
  const rows: [string, React.ReactNode][] = [
    [t("how.objective"), about.objective],
    [t("how.formula"), about.words],
    ...(code ? [codeRow(code)] : []),
    ...besideRows(page, where),
    [t("how.leftOut"), <LeftOut key="left-out" page={page} where={where} />],
    [t("how.standsOn"), kpi.n > 0 ? countedWords(kpi, kpi.n, where) : t("how.nothing")],
    [
      t("how.source"),
      <span key="source" className="ff-source">
        {about.source}
      </span>,
    ],
    [t("how.version"), <Versions key="version" page={page} />],
    [
      t("how.age"),
      <DataAge key="age" asOf={time.asOf} timeZone={time.timeZone} locale={time.locale} />,
    ],
  ];
  if (kpi.coverage !== null) {
    const share = formatValue(kpi.coverage, "ratio", where);
    rows.splice(-2, 0, [t("how.coverage"), t("how.coverageWords", { share })]);
  }
  return (
    <Card>
      <BlockStack gap="300">
        <div ref={place} id={howPlace.slice(1)}>
          <Text as="h2" variant="headingMd">
            {t("how.title")}
          </Text>
        </div>
        <dl className="ff-facts">
          {rows.map(([name, words]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
      </BlockStack>
    </Card>
  );
}

const codeRow = ({ path, text }: NonNullable<HowProps["code"]>): [string, React.ReactNode] => [
  t("how.code"),
  <details key="code" className="ff-code">
    <summary>{path}</summary>
    <pre tabIndex={0}>{text}</pre>
  </details>,
];

/** The version that holds in the period, and how the others count. */
function Versions({ page: { kpi, about } }: Pick<HowProps, "page">) {
  return (
    <>
      {t("how.versionWords", { version: kpi.version })}
      {about.versions.map(({ version, words }) => (
        <span key={version} className="ff-counts">
          {t("how.otherVersion", { version, words })}
        </span>
      ))}
      {about.versions.length > 0 && <span className="ff-counts">{t("how.versionsKept")}</span>}
    </>
  );
}

/** Everything the definition leaves out, then how many orders of the period that is. */
function LeftOut({ page, where }: { page: KpiPage; where: Locale }) {
  const { leftOut, about } = page;
  const counts = (["test", "voided", "zero", "otherCurrency"] as const)
    .filter((why) => leftOut[why] > 0)
    .map((why) =>
      t(`leftOut.${why}`, {
        count: leftOut[why],
        n: formatValue(leftOut[why], "count", where),
      }),
    );
  const isOfOrders = about.excludes.some((what) => what.includes("test orders"));
  return (
    <>
      {about.excludes.join(", ")}
      {isOfOrders && (
        <span className="ff-counts">
          {counts.length ? t("leftOut.here", { counts: counts.join(", ") }) : t("leftOut.none")}
        </span>
      )}
    </>
  );
}

/** Second lines the engine hands over, with their unit; left-out counts stand elsewhere. */
const besides: Readonly<Record<string, { name: TextKey; unit: Unit | "words" }>> = {
  median: { name: "beside.median", unit: "money" },
  p90: { name: "beside.p90", unit: "hours" },
  byRefundDay: { name: "beside.byRefundDay", unit: "ratio" },
  shippedBeforeSale: { name: "beside.shippedBeforeSale", unit: "count" },
  touchpoint: { name: "beside.touchpoint", unit: "words" },
  month: { name: "beside.month", unit: "words" },
  monthBefore: { name: "beside.monthBefore", unit: "words" },
  label: { name: "beside.label", unit: "words" },
  baseline: { name: "beside.baseline", unit: "hours" },
  inUse: { name: "beside.inUse", unit: "words" },
  notInUse: { name: "beside.notInUse", unit: "words" },
  acos: { name: "beside.acos", unit: "ratio" },
  rule: { name: "beside.rule", unit: "words" },
};

function besideRows({ kpi }: KpiPage, where: Locale): [string, string][] {
  return Object.entries(besides).flatMap(([key, { name, unit }]): [string, string][] => {
    const shown = kpi.beside[key];
    if (shown === undefined || shown === null) return [];
    return [[t(name), unit === "words" ? besideWords(shown) : formatExact(shown, unit, where)]];
  });
}

function besideWords(shown: Shown): string {
  if (shown === "after-delivery" || shown === "checkout") return t(`beside.touchpoint.${shown}`);
  if (shown === "last-touch") return t("beside.rule.last-touch");
  return String(shown);
}
