import { BlockStack, Button, Card, InlineStack, Select, Text, TextField } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { Done, Fault } from "./team-answer.tsx";
import { useTeam } from "./team-wish.ts";
import { t } from "./translate.ts";

type BaselineProps = { manuals: readonly { id: string; title: string }[]; today: string };

/** How long it took somebody without the manual: what its time to competence is held against. */
export function BaselineForm({ manuals, today }: BaselineProps) {
  const { ask, answer, errors, fault, isBusy } = useTeam();
  const [manual, setManual] = useState(manuals[0]?.id ?? "");
  const [days, setDays] = useState("");
  const [until, setUntil] = useState(today);
  const isDone = answer !== undefined && "done" in answer;
  useEffect(() => {
    if (isDone) setDays("");
  }, [isDone]);
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("team.baseline")}
          </Text>
          <Text as="p" tone="subdued">
            {t("team.baselineWords")}
          </Text>
        </BlockStack>
        <Fault fault={fault} />
        <div className="ff-team-fields">
          <Select
            label={t("team.baselineManual")}
            value={manual}
            error={errors["manual"]}
            options={manuals.map(({ id, title }) => ({ value: id, label: title }))}
            onChange={setManual}
          />
          <TextField
            label={t("team.baselineDays")}
            value={days}
            error={errors["days"]}
            inputMode="decimal"
            maxLength={20}
            autoComplete="off"
            onChange={setDays}
          />
          <TextField
            label={t("team.baselineUntil")}
            type="date"
            value={until}
            error={errors["until"]}
            autoComplete="off"
            onChange={setUntil}
          />
        </div>
        <InlineStack gap="300" blockAlign="center">
          <Button loading={isBusy} onClick={() => ask({ do: "baseline", manual, days, until })}>
            {t("team.baselineDo")}
          </Button>
          <Done>{isDone && t("team.saved")}</Done>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
