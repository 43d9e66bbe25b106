import { kpis } from "./index.ts";
import type { Kpi, PerspectiveId } from "./kpi.ts";
import { perspectives, splitsOf } from "./kpi.ts";

const titles: Record<PerspectiveId, string> = {
  customer: "Customer",
  financial: "Financial",
  process: "Internal process",
  learning: "Learning & growth",
};

const targetWords = ({ target, unit }: Kpi) =>
  target.rule === "growth"
    ? `the previous period ${target.by < 0 ? "−" : "+"} ${Math.abs(target.by) * 100} %`
    : unit === "ratio"
      ? `${target.at * 100} %`
      : `${target.at}`;

const splitWords = (kpi: Kpi): string =>
  kpi.byMarketing ? "marketing channel" : splitsOf(kpi).join(", ") || "nothing";

function entry(kpi: Kpi): string {
  const rows = [
    ["Formula", kpi.words],
    ["Objective", kpi.objective],
    ["Better", `${kpi.direction}, in ${kpi.unit}`],
    ["Stands on", kpi.counts.replaceAll("-", " ")],
    ["Left out", kpi.excludes.join("; ") || "nothing"],
    ["From", kpi.source],
    ["Split by", splitWords(kpi)],
    ["Proposed target", targetWords(kpi)],
    ...Object.entries(kpi.missing).map(([reason, todo]) => [`When \`${reason}\``, todo]),
  ];
  return [
    `### ${kpi.name} \`${kpi.id}\` v${kpi.version}`,
    "",
    ...rows.map(([name, text]) => `- **${name}**: ${text}`),
  ].join("\n");
}

/** Every KPI in exact words, as Markdown, from the declarations alone. */
export function catalogue(): string {
  const parts = perspectives.map((perspective) => {
    const own = kpis.filter((kpi) => kpi.perspective === perspective);
    return [`## ${titles[perspective]}`, ...own.map(entry)].join("\n\n");
  });
  return [
    "# KPI catalogue",
    "Written by `npm run kpis` from the declarations beside it; a test fails when it is out of date.",
    ...parts,
  ]
    .join("\n\n")
    .concat("\n");
}
