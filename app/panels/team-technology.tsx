import { Link, useSearchParams } from "@remix-run/react";
import { Badge, BlockStack, Card, Text } from "@shopify/polaris";
import type { TeamPossibility } from "../scorecard/team.ts";
import { pageAddress } from "./address.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { formatValue, type Locale } from "./format.ts";
import { t, type TextKey } from "./translate.ts";

/** Where the next step is taken, and the number that the possibility brings. */
const places: Readonly<Record<string, { step: string; brings: string | null }>> = {
  survey: { step: "/app/voice/survey", brings: "nps" },
  recommendations: { step: "/app/settings", brings: null },
  costs: { step: "/app/data", brings: "contribution-margin" },
  promise: { step: "/app/settings", brings: "on-time-shipping" },
  deliveries: { step: "/app/data", brings: "on-time-delivery" },
  spend: { step: "/app/marketing", brings: "marketing-roi" },
  automation: { step: "/app/kpis/automation-coverage", brings: "automation-coverage" },
  scorecard: { step: "/app", brings: null },
  training: { step: "/app/team#assign", brings: "time-to-competence" },
};

type TechnologyProps = { possibilities: readonly TeamPossibility[]; where: Locale };

/** What the app offers, what says that it is used, and the next step where it is not. */
export function TeamTechnology({ possibilities, where }: TechnologyProps) {
  const [search] = useSearchParams();
  const used = possibilities.filter(({ isInUse }) => isInUse).length;
  const columns: Column<TeamPossibility>[] = [
    {
      key: "name",
      title: t("team.possibility"),
      cell: ({ id }) => t(`team.possibility.${id}` as TextKey),
    },
    {
      key: "used",
      title: t("team.inUse"),
      cell: ({ isInUse }) => (
        <Badge tone={isInUse ? "success" : "attention"}>
          {t(isInUse ? "team.inUse.yes" : "team.inUse.no")}
        </Badge>
      ),
    },
    {
      key: "evidence",
      title: t("team.evidence"),
      cell: (possibility) => evidenceWords(possibility, where),
    },
    {
      key: "brings",
      title: t("team.brings"),
      cell: ({ id }) => {
        const brings = places[id]?.brings;
        const words = t(`team.brings.${id}` as TextKey);
        if (!brings) return words;
        return <Link to={pageAddress(`/app/kpis/${brings}`, search)}>{words}</Link>;
      },
    },
    {
      key: "step",
      title: t("team.next"),
      cell: ({ id, isInUse }) =>
        isInUse ? (
          t("team.nextNone")
        ) : (
          <Link to={stepAddress(places[id]?.step ?? "/app", search)}>
            {t(`team.next.${id}` as TextKey)}
          </Link>
        ),
    },
  ];
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("team.technology")}
          </Text>
          <Text as="p" tone="subdued">
            {t("team.technologyWords", { used, all: possibilities.length })}
          </Text>
        </BlockStack>
        <DataTable
          caption={t("team.technology")}
          file="technology"
          columns={columns}
          rows={possibilities}
          rowKey={({ id }) => id}
        />
      </BlockStack>
    </Card>
  );
}

/** The fragment stays behind the parameters. */
function stepAddress(step: string, search: URLSearchParams): string {
  const [path = "", fragment] = step.split("#");
  return pageAddress(path, search) + (fragment ? `#${fragment}` : "");
}

function evidenceWords({ id, part, whole }: TeamPossibility, where: Locale): string {
  const n = formatValue(part, "count", where);
  if (id === "scorecard") return t("team.evidence.weeks", { n, whole: whole ?? 0 });
  if (whole === null) return t(`team.evidence.${id}` as TextKey, { count: part, n });
  if (whole <= 0) return t("team.evidence.nothing");
  const share = formatValue(Math.min(1, Math.max(0, part / whole)), "ratio", where);
  return t(`team.evidence.${id}` as TextKey, { share });
}
