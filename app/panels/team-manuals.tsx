import { Link, useSearchParams } from "@remix-run/react";
import { Badge, BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import type { HoursTold, TeamManual } from "../scorecard/team.ts";
import { pageAddress } from "./address.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { duration } from "./format.ts";
import { PanelExport } from "./export.tsx";
import { t } from "./translate.ts";

/** Every manual with how many learn it, how long that takes and how long it took without. */
export function TeamManuals({ manuals }: { manuals: readonly TeamManual[] }) {
  const [search] = useSearchParams();
  const columns: Column<TeamManual>[] = [
    {
      key: "title",
      title: t("team.manual"),
      cell: ({ id, title, isLibrary, isRetired, behind }) => (
        <span className="ff-pair">
          <Link to={pageAddress(`/app/team/manuals/${id}`, search)}>{title}</Link>
          {!isLibrary && <Badge>{t("team.own")}</Badge>}
          {isRetired && <Badge>{t("team.retired")}</Badge>}
          {behind > 0 && (
            <Badge tone="attention">{t("team.behind", { count: behind, n: behind })}</Badge>
          )}
        </span>
      ),
    },
    {
      key: "size",
      title: t("team.size"),
      cell: ({ steps, questions, minutes }) =>
        [
          t("team.steps", { count: steps, n: steps }),
          t("team.questionsIn", { count: questions, n: questions }),
          ...(minutes === null ? [] : [t("team.minutes", { n: minutes })]),
        ].join(" · "),
    },
    { key: "open", title: t("team.openCount"), isNumber: true, cell: ({ open }) => open },
    { key: "passed", title: t("team.passedCount"), isNumber: true, cell: ({ passed }) => passed },
    {
      key: "hours",
      title: t("team.hours"),
      cell: ({ hours }) => (hours ? hoursWords(hours) : t("team.nobodyYet")),
    },
    {
      key: "before",
      title: t("team.before"),
      cell: ({ before, verdict }) =>
        before ? (
          <span className="ff-pair">
            {hoursWords(before)}
            {verdict && (
              <Badge tone={verdict === "sooner" ? "success" : undefined}>
                {t(`team.verdict.${verdict}`)}
              </Badge>
            )}
          </span>
        ) : (
          t("team.notTold")
        ),
    },
  ];
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t("team.manuals")}
          </Text>
          <Link to={pageAddress("/app/team/write", search)}>{t("team.writeOwn")}</Link>
        </InlineStack>
        <Text as="p" tone="subdued">
          {t("team.manualsWords")}
        </Text>
        <DataTable
          caption={t("team.manualsCaption")}
          columns={columns}
          rows={manuals}
          rowKey={({ id }) => id}
        />
        <PanelExport path="team" what={t("team.manualsCaption")} />
      </BlockStack>
    </Card>
  );
}

/** "2 d, of 12; most likely between 1 d and 4 d" */
export function hoursWords({ median, n, interval }: HoursTold): string {
  const words = t("team.hoursOf", { count: n, hours: duration(median), n });
  if (!interval) return words;
  const [low, high] = interval.map(duration);
  return `${words}, ${t("team.likely", { low: low ?? "", high: high ?? "" })}`;
}
