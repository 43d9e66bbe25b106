import { BlockStack, Card, Text } from "@shopify/polaris";
import { DataTable, type Column } from "./data-table.tsx";
import { Ago, count, type When } from "./data-when.tsx";
import { t, type TextKey } from "./translate.ts";

type LatestRun = {
  work: string;
  startedAt: Date;
  endedAt: Date | null;
  failed: boolean;
  /** What it counted, by the names that its words hold. */
  counts: Record<string, number> | null;
  runs: number;
  /** Failed, or cut off before a later one. */
  broken: number;
};

export type WorksProps = { works: LatestRun[] };

/** What is done by itself: when it last ran, how long that took, what it did. */
export function Works({ works, when }: WorksProps & { when: When }) {
  const columns: Column<LatestRun>[] = [
    { key: "work", title: t("works.work"), cell: ({ work }) => t(`works.of.${work}` as TextKey) },
    {
      key: "last",
      title: t("works.last"),
      cell: ({ startedAt }) => <Ago then={startedAt} when={when} />,
    },
    { key: "took", title: t("works.took"), isNumber: true, cell: (run) => tookWords(run, when) },
    { key: "did", title: t("works.did"), cell: (run) => didWords(run, when) },
    {
      ...{ key: "runs", title: t("works.runs"), isNumber: true },
      cell: ({ runs }) => count(runs, when.locale),
    },
    {
      ...{ key: "broken", title: t("works.broken"), isNumber: true },
      cell: ({ broken }) => count(broken, when.locale),
    },
  ];
  return (
    <Card>
      <div data-works>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t("works.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("works.words")}
          </Text>
          <DataTable
            caption={t("works.title")}
            file="automatic-work"
            rows={works}
            rowKey={({ work }) => work}
            empty={t("works.none")}
            columns={columns}
          />
        </BlockStack>
      </div>
    </Card>
  );
}

function tookWords({ startedAt, endedAt }: LatestRun, { locale }: When): string {
  if (!endedAt) return t("list.none");
  const seconds = Math.max(0, endedAt.getTime() - startedAt.getTime()) / 1000;
  const format = new Intl.NumberFormat(locale, {
    ...{ style: "unit", unit: "second", unitDisplay: "narrow" },
    maximumFractionDigits: seconds < 10 ? 1 : 0,
  });
  return format.format(seconds);
}

/** "12 orders counted": each work names the counts that say what it did. */
function didWords({ work, endedAt, failed, counts }: LatestRun, { locale }: When): string {
  if (failed) return t("works.failed");
  if (!endedAt) return t("works.running");
  const given = Object.entries(counts ?? {}).map(([name, n]) => [name, count(n, locale)]);
  return t(`works.did.${work}` as TextKey, Object.fromEntries(given) as Record<string, string>);
}
