import { Badge, BlockStack, Card, InlineStack, Select, Text } from "@shopify/polaris";
import { useState } from "react";
import type { GroupRow } from "../scorecard/groups.ts";
import type { KnownPatterns } from "../scorecard/patterns.server.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { PanelExport } from "./export.tsx";
import { formatDay, formatValue, lastDay, type Locale } from "./format.ts";
import { t } from "./translate.ts";

type Props = { groups: KnownPatterns["groups"]; where: Locale; today: string };

const kinds = ["customer-kind", "region", "channel", "spend", "orders"] as const;

/** Which customers buy which kinds of product more often than customers do in all. */
export function GroupsCard({ groups, where, today }: Props) {
  const there = kinds.filter((kind) => groups?.rows.some((row) => row.kind === kind));
  const [chosen, setChosen] = useState<string>("");
  // What stands out most surely comes first among all rows: its kind is looked at first.
  const kind = there.find((one) => one === chosen) ?? groups?.rows[0]?.kind;
  const rows = groups?.rows.filter((row) => row.kind === kind) ?? [];
  return (
    <Card roundedAbove="xs">
      <div data-groups={kind ?? "none"}>
        <BlockStack gap="300">
          <InlineStack align="space-between" blockAlign="end" gap="300">
            <Text as="h2" variant="headingMd">
              {t("groups.title")}
            </Text>
            {groups && kind && <PanelExport path="groups" what={t("groups.title")} />}
          </InlineStack>
          {groups && kind ? (
            <>
              <Text as="p">{t("groups.words")}</Text>
              <div className="ff-groups-by">
                <Select
                  label={t("groups.by")}
                  value={kind}
                  onChange={setChosen}
                  options={there.map((value) => ({ value, label: t(`groups.kind.${value}`) }))}
                />
              </div>
              <DataTable
                caption={t("groups.title")}
                columns={columnsOf(where)}
                rows={rows}
                rowKey={({ group, productType }) => `${group} ${productType}`}
              />
              <Text as="p" variant="bodySm" tone="subdued">
                {t("groups.foot", {
                  from: formatDay(groups.from, where.locale, today),
                  last: formatDay(lastDay(groups), where.locale, today),
                  n: formatValue(rows[0]?.all ?? 0, "count", where),
                })}
              </Text>
            </>
          ) : (
            <Text as="p" tone="subdued">
              {t(groups ? "groups.empty" : "groups.none")}
            </Text>
          )}
        </BlockStack>
      </div>
    </Card>
  );
}

const tones = { more: "success", less: "attention", alike: undefined, few: undefined } as const;

function columnsOf(where: Locale): Column<GroupRow>[] {
  const share = (value: number) => formatValue(value, "ratio", where);
  const count = (value: number) => formatValue(value, "count", where);
  const times = (value: number) => t("groups.times", { n: formatValue(value, "per", where) });
  return [
    { key: "group", title: t("groups.group"), cell: ({ label }) => label },
    { key: "type", title: t("groups.type"), cell: ({ productType }) => productType },
    {
      key: "share",
      title: t("groups.share"),
      isNumber: true,
      cell: ({ share: held, bought, n }) => (
        <span>
          {share(held)}
          <span className="ff-beside">{t("groups.of", { k: count(bought), n: count(n) })}</span>
        </span>
      ),
    },
    {
      key: "all",
      title: t("groups.all"),
      isNumber: true,
      cell: ({ allShare }) => share(allShare),
    },
    {
      key: "lift",
      title: t("groups.lift"),
      isNumber: true,
      cell: ({ lift, interval, told }) =>
        lift === null || interval === null || told === "few" ? (
          t("list.none")
        ) : (
          <span>
            {times(lift)}
            <span className="ff-beside">
              {t("groups.between", {
                low: formatValue(interval[0], "per", where),
                high: formatValue(interval[1], "per", where),
              })}
            </span>
          </span>
        ),
    },
    {
      key: "told",
      title: t("groups.told"),
      cell: ({ told }) => <Badge tone={tones[told]}>{t(`groups.told.${told}`)}</Badge>,
    },
  ];
}
