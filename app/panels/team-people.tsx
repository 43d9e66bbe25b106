import { BlockStack, Button, Card, Text } from "@shopify/polaris";
import { useState } from "react";
import type { TeamPerson } from "../scorecard/team.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { Fault } from "./team-answer.tsx";
import { useTeam } from "./team-wish.ts";
import { t } from "./translate.ts";

/** Everybody who was ever assigned something, until they are removed. */
export function TeamPeople({ people }: { people: readonly TeamPerson[] }) {
  const { ask, fault, isBusy } = useTeam();
  const [sure, setSure] = useState<string | null>(null);
  const columns: Column<TeamPerson>[] = [
    { key: "name", title: t("team.person"), cell: ({ name }) => name },
    { key: "email", title: t("team.email"), cell: ({ email }) => email ?? "–" },
    { key: "passed", title: t("team.passedCount"), isNumber: true, cell: ({ passed }) => passed },
    { key: "open", title: t("team.openCount"), isNumber: true, cell: ({ open }) => open },
    { key: "late", title: t("team.lateCount"), isNumber: true, cell: ({ late }) => late },
    {
      key: "do",
      title: t("team.do"),
      cell: ({ id, name }) => (
        <Button
          size="slim"
          disabled={isBusy}
          tone={sure === id ? "critical" : undefined}
          accessibilityLabel={t(sure === id ? "team.forgetSureOf" : "team.forgetOf", { name })}
          onClick={() => {
            if (sure === id) ask({ do: "forget", person: id });
            setSure(sure === id ? null : id);
          }}
        >
          {t(sure === id ? "team.sure" : "team.forget")}
        </Button>
      ),
    },
  ];
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("team.staff")}
          </Text>
          <Text as="p" tone="subdued">
            {t("team.staffWords")}
          </Text>
        </BlockStack>
        <Fault fault={fault} />
        <DataTable
          caption={t("team.staff")}
          file="people"
          columns={columns}
          rows={people}
          rowKey={({ id }) => id}
          empty={t("team.staffNone")}
        />
      </BlockStack>
    </Card>
  );
}
