import { useFetcher } from "@remix-run/react";
import {
  Banner,
  BlockStack,
  Button,
  Card,
  InlineStack,
  Select,
  Text,
  TextField,
} from "@shopify/polaris";
import { useEffect, useState } from "react";
import type { Stock } from "../scorecard/stock.ts";
import { DataTable } from "./data-table.tsx";
import { t } from "./translate.ts";

type Field = "name" | "days";
export type StockRuleAnswer =
  { done: true } | { errors: Partial<Record<Field, string>> } | { failed: true };

const dayWords = (count: number) => t("stock.days", { count, n: count });
const rules = ["lead-vendor", "lead-sku", "lead-shop", "review", "cover"] as const;

/** How long suppliers take, how often stock is looked at, how long an order should last. */
export function StockForm({ rules: now }: { rules: Stock["rules"] }) {
  const fetcher = useFetcher<StockRuleAnswer>();
  const [entry, setEntry] = useState<{ rule: string; name: string; days: string }>({
    ...{ rule: rules[0], name: "", days: "" },
  });
  const isBusy = fetcher.state !== "idle";
  const answer = isBusy ? undefined : fetcher.data;
  const isDone = answer !== undefined && "done" in answer;
  const errors = answer && "errors" in answer ? answer.errors : {};
  useEffect(() => {
    if (isDone) setEntry((last) => ({ ...last, name: "", days: "" }));
  }, [isDone]);
  const isNamed = entry.rule === "lead-vendor" || entry.rule === "lead-sku";
  const change = (name: "rule" | Field) => (value: string) => setEntry({ ...entry, [name]: value });
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("stock.form")}
          </Text>
          <Text as="p" tone="subdued">
            {t(now.isDefaultLead ? "stock.formDefault" : "stock.formWords", {
              lead: dayWords(now.lead),
              review: dayWords(now.review),
              cover: t("stock.moreDays", { count: now.cover, n: now.cover }),
            })}
          </Text>
        </BlockStack>
        {answer && "failed" in answer && <Banner tone="critical" title={t("stock.form.failed")} />}
        <div className="ff-stock-form">
          <Select
            label={t("stock.form.rule")}
            value={entry.rule}
            onChange={change("rule")}
            options={rules.map((value) => ({ value, label: t(`stock.form.${value}`) }))}
          />
          {isNamed && (
            <TextField
              label={t(entry.rule === "lead-sku" ? "stock.form.sku" : "stock.form.vendor")}
              value={entry.name}
              error={errors.name}
              onChange={change("name")}
              maxLength={200}
              autoComplete="off"
            />
          )}
          <TextField
            label={t("stock.form.days")}
            helpText={t("stock.form.daysHint")}
            value={entry.days}
            error={errors.days}
            onChange={change("days")}
            inputMode="numeric"
            maxLength={30}
            autoComplete="off"
          />
        </div>
        <InlineStack gap="300" blockAlign="center">
          <Button
            loading={isBusy}
            onClick={() =>
              fetcher.submit(entry, {
                method: "post",
                encType: "application/json",
                action: "/app/stock/rules",
              })
            }
          >
            {t("stock.form.save")}
          </Button>
          <span role="status">{isDone && t("stock.form.saved")}</span>
        </InlineStack>
        {now.own.length > 0 && (
          <DataTable
            caption={t("stock.form.own")}
            file="stock-rules"
            columns={[
              { key: "name", title: t("stock.form.whose"), cell: ({ name }) => name },
              {
                key: "rule",
                title: t("stock.form.rule"),
                cell: ({ rule }) => t(`stock.form.${rule}`),
              },
              {
                key: "days",
                title: t("stock.form.days"),
                isNumber: true,
                cell: ({ days }) => days,
              },
            ]}
            rows={now.own}
            rowKey={({ rule, name }) => `${rule} ${name}`}
          />
        )}
      </BlockStack>
    </Card>
  );
}
