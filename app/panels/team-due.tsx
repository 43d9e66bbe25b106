import { Link, useSearchParams } from "@remix-run/react";
import { Badge, BlockStack, Button, Card, Text } from "@shopify/polaris";
import { useState } from "react";
import type { TeamAssignment } from "../scorecard/team.ts";
import { pageAddress } from "./address.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { formatDay } from "./format.ts";
import { Fault } from "./team-answer.tsx";
import { useTeam } from "./team-wish.ts";
import { t } from "./translate.ts";

type DueProps = { open: readonly TeamAssignment[]; today: string; locale: string };

/** Who is to learn what by when, the latest first. */
export function TeamDue({ open, today, locale }: DueProps) {
  const [search] = useSearchParams();
  const { ask, fault, isBusy } = useTeam();
  const [sure, setSure] = useState<string | null>(null);
  const late = open.filter(({ daysLate }) => daysLate > 0).length;
  const columns: Column<TeamAssignment>[] = [
    {
      key: "manual",
      title: t("team.manual"),
      cell: ({ id, manual }) => (
        <Link to={pageAddress(`/app/team/assignments/${id}`, search)}>{manual.title}</Link>
      ),
    },
    { key: "person", title: t("team.person"), cell: ({ person }) => person ?? t("team.gone") },
    {
      key: "due",
      title: t("team.due"),
      cell: ({ dueDay, daysLate }) => (
        <span className="ff-pair">
          {formatDay(dueDay, locale, today)}
          {daysLate > 0 && (
            <Badge tone="critical">{t("team.late", { count: daysLate, n: daysLate })}</Badge>
          )}
          {daysLate === 0 && <Badge tone="attention">{t("team.dueToday")}</Badge>}
        </span>
      ),
    },
    { key: "tries", title: t("team.tries"), isNumber: true, cell: ({ tries }) => tries },
    {
      key: "do",
      title: t("team.do"),
      cell: ({ id, person, manual }) => (
        <Button
          size="slim"
          disabled={isBusy}
          tone={sure === id ? "critical" : undefined}
          accessibilityLabel={t(sure === id ? "team.takeBackSureOf" : "team.takeBackOf", {
            name: person ?? t("team.gone"),
            title: manual.title,
          })}
          onClick={() => {
            if (sure === id) ask({ do: "take-back", id });
            setSure(sure === id ? null : id);
          }}
        >
          {t(sure === id ? "team.sure" : "team.takeBack")}
        </Button>
      ),
    },
  ];
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("team.open")}
        </Text>
        {late > 0 && (
          <Text as="p" tone="critical">
            {t("team.lateAll", { count: late, n: late })}
          </Text>
        )}
        <Fault fault={fault} />
        <DataTable
          caption={t("team.openCaption")}
          file="assignments"
          columns={columns}
          rows={open}
          rowKey={({ id }) => id}
          empty={t("team.openNone")}
        />
      </BlockStack>
    </Card>
  );
}
