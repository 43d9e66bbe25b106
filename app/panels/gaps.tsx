import { Link, useSearchParams } from "@remix-run/react";
import { BlockStack, Card, Text } from "@shopify/polaris";
import type { Gap } from "../scorecard/gaps.ts";
import { pageAddress } from "./address.ts";
import { PanelExport } from "./export.tsx";
import { formatChange, formatValue, type Locale } from "./format.ts";
import { StatusWord } from "./status.tsx";
import { t } from "./translate.ts";

/** The rest stands in the file; no page of two minutes needs more. */
const most = 5;

/** What falls short of its target, the dearest first, each leading to its causes. Nothing when nothing does. */
export function Gaps({ gaps, where }: { gaps: readonly Gap[]; where: Locale }) {
  const [search] = useSearchParams();
  if (gaps.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("gaps.title")}
        </Text>
        <ul className="ff-needs">
          {gaps.slice(0, most).map((gap) => (
            <li key={gap.kpi.id} data-gap={gap.kpi.id}>
              <span>
                {gap.kpi.name}: {gapWords(gap, where)}
              </span>
              <span className="ff-pair">
                <StatusWord status={gap.kpi.status} />
                <Link
                  to={pageAddress(`/app/kpis/${gap.kpi.id}`, search, { gap: "target" })}
                  aria-label={t("needs.whyOf", { name: gap.kpi.name })}
                >
                  {t("needs.why")}
                </Link>
              </span>
            </li>
          ))}
        </ul>
        <Text as="p" variant="bodySm" tone="subdued">
          {t("gaps.note")}{" "}
          {gaps.length > most &&
            t("gaps.more", { count: gaps.length - most, n: gaps.length - most })}
        </Text>
        <PanelExport path="gaps" what={t("gaps.title")} />
      </BlockStack>
    </Card>
  );
}

/** "2.1 pts below 95 %, about €1,240" */
export function gapWords({ kpi, short, isEnd, worth }: Gap, where: Locale): string {
  const isBelow = isEnd ? kpi.direction === "up" : Number(kpi.value) < Number(kpi.target);
  const change = { absolute: short, relative: null };
  const said = t(`gaps.${isEnd ? "end" : "is"}.${isBelow ? "below" : "above"}`, {
    short: formatChange(change, kpi.unit, kpi.direction, where)?.words ?? "",
    target: formatValue(kpi.target ?? 0, kpi.unit, where),
  });
  // Of money the gap says it itself.
  if (worth === null || worth === short) return said;
  return `${said}, ${t("gaps.worth", { worth: formatValue(worth, "money", where) })}`;
}
