import { Link, useSearchParams } from "@remix-run/react";
import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ShownTask } from "../scorecard/tasks.ts";
import type { WorkItem } from "../scorecard/work-list.ts";
import { pageAddress } from "./address.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { PanelExport } from "./export.tsx";
import { formatValue, type Locale } from "./format.ts";
import { gapWords } from "./gaps.tsx";
import { marketingPath } from "./marketing-path.ts";
import { stockItemAddress } from "./stock-path.ts";
import { TaskButton } from "./task-button.tsx";
import { t } from "./translate.ts";

/** "Order 24 of Pour-over dripper (PD-1)" */
export function workWords({ kind, kpi, item, count, campaign }: WorkItem, where: Locale): string {
  if (kind === "gap") return t("work.gap", { name: kpi.name });
  if (kind === "campaign") return t("work.campaign", { name: campaign ?? "" });
  const n = formatValue(count ?? 0, "count", where);
  if (kind === "ship") return t("work.ship", { count: count ?? 0, n });
  const named = item ? `${item.title}${item.sku && ` (${item.sku})`}` : "";
  return t(`work.${kind}`, { n, item: named });
}

/** The task that is made of a line names the place, too. */
const taskOf = (item: WorkItem, where: Locale) =>
  [workWords(item, where), item.item?.place].filter(Boolean).join(", ");

/** The KPI has an open task, of stock one that names the item and its place. */
function isTask({ kind, kpi, item }: WorkItem, tasks: readonly ShownTask[]): boolean {
  // It stands here because of its task.
  if (kind === "campaign") return true;
  const own = tasks.filter(({ doneAt, kpi: { id } }) => doneAt === null && id === kpi.id);
  return own.some(
    ({ words }) => item === null || [item.title, item.place].every((name) => words.includes(name)),
  );
}

function addressOf({ kind, kpi, item }: WorkItem, search: URLSearchParams): string {
  if (item) return stockItemAddress(item.key, search);
  if (kind === "ship") return pageAddress("/app/open-orders", search);
  if (kind === "campaign") return pageAddress(marketingPath, search);
  return pageAddress(`/app/kpis/${kpi.id}`, search, { gap: "target" });
}

type WorkListProps = { work: readonly WorkItem[]; tasks: readonly ShownTask[]; where: Locale };

/** What is worth most to be done, each line leading to its evidence and one click from being a task. */
export function WorkList({ work, tasks, where }: WorkListProps) {
  const [search] = useSearchParams();
  const columns: Column<WorkItem>[] = [
    {
      key: "what",
      title: t("work.what"),
      cell: (item) => (
        <span>
          <Link to={addressOf(item, search)}>{workWords(item, where)}</Link>
          <span className="ff-beside">
            {item.gap ? gapWords(item.gap, where) : item.item?.place}
          </span>
        </span>
      ),
    },
    {
      key: "stake",
      title: t("work.stake"),
      isNumber: true,
      cell: ({ kind, money }) => (
        <span>
          {formatValue(money, "money", where)}
          <span className="ff-beside">{t(`work.why.${kind}`)}</span>
        </span>
      ),
    },
    {
      key: "do",
      title: t("work.do"),
      cell: (item) => {
        if (isTask(item, tasks)) return <span className="ff-quiet">{t("work.isTask")}</span>;
        const words = taskOf(item, where);
        const spoken = t("work.makeOf", { what: words });
        return <TaskButton kpi={item.kpi.id} {...{ words, spoken }} label={t("work.make")} />;
      },
    },
  ];
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("work.title")}
        </Text>
        <Text as="p" tone="subdued">
          {t("work.lead")}
        </Text>
        <DataTable
          caption={t("work.title")}
          columns={columns}
          rows={work}
          rowKey={({ key }) => key}
          empty={t("work.none")}
        />
        {work.length > 0 && <PanelExport path="work-list" what={t("work.title")} />}
      </BlockStack>
    </Card>
  );
}
