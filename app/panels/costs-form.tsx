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
import type { CostAmounts, CostLocation, Gateway, ShownRule } from "../scorecard/costs.ts";
import { t } from "./translate.ts";

export type CostEntry = {
  rule: CostKind;
  appliesTo: string;
  location: string;
  validFrom: string;
  percent: string;
  perOrder: string;
  perLine: string;
  perUnit: string;
  perKg: string;
};
export type CostAnswer =
  { done: true } | { errors: Partial<Record<keyof CostEntry, string>> } | { failed: true };

const noAmounts = { percent: "", perOrder: "", perLine: "", perUnit: "", perKg: "" };

type CostKind = ShownRule["cost"];
type FormProps = {
  amounts: CostAmounts;
  gateways: readonly Gateway[];
  locations: readonly CostLocation[];
  today: string;
  currency: string;
  locale: string;
};

/** One rule: which cost, what it applies to, from which day, its amounts. */
export function CostForm({ amounts, gateways, locations, today, currency, locale }: FormProps) {
  const fetcher = useFetcher<CostAnswer>();
  const [entry, setEntry] = useState<CostEntry>({
    ...{ rule: "fee", appliesTo: "", location: "", validFrom: today, ...noAmounts },
  });
  const isBusy = fetcher.state !== "idle";
  const answer = isBusy ? undefined : fetcher.data;
  const isDone = answer !== undefined && "done" in answer;
  const errors = answer && "errors" in answer ? answer.errors : {};
  useEffect(() => {
    if (isDone) setEntry((last) => ({ ...last, ...noAmounts }));
  }, [isDone]);
  const field = (name: keyof CostEntry) => ({
    value: entry[name],
    error: errors[name],
    autoComplete: "off",
    onChange: (value: string) => setEntry({ ...entry, [name]: value }),
  });
  const names = gateways.flatMap(({ name }) => name ?? []);
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("costs.add")}
          </Text>
          <Text as="p" tone="subdued">
            {t("costs.addWords")}
          </Text>
        </BlockStack>
        {answer && "failed" in answer && <Banner tone="critical" title={t("costs.failed")} />}
        <div className="ff-costs-form">
          <Select
            label={t("costs.kind")}
            options={(Object.keys(amounts) as CostKind[]).map((value) => ({
              value,
              label: t(`costs.kind.${value}`),
            }))}
            value={entry.rule}
            onChange={(rule) =>
              setEntry({ ...entry, ...noAmounts, rule: rule as CostKind, appliesTo: "" })
            }
          />
          {entry.rule === "fee" && names.length > 0 ? (
            <Select
              label={t("costs.gateway")}
              options={[
                ...names.map((value) => ({ value, label: value })),
                { value: "", label: t("costs.otherGateways") },
              ]}
              value={entry.appliesTo}
              error={errors.appliesTo}
              onChange={(appliesTo) => setEntry({ ...entry, appliesTo })}
            />
          ) : (
            <TextField
              {...field("appliesTo")}
              label={t(entry.rule === "fee" ? "costs.gateway" : "costs.places")}
              maxLength={2000}
              helpText={t(entry.rule === "fee" ? "costs.gatewayHint" : "costs.placesHint")}
            />
          )}
          {locations.length > 1 && (
            <Select
              label={t("costs.location")}
              options={[
                { value: "", label: t("costs.anywhere") },
                ...locations.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              value={entry.location}
              error={errors.location}
              helpText={t(entry.rule === "fee" ? "costs.tillHint" : "costs.locationHint")}
              onChange={(location) => setEntry({ ...entry, location })}
            />
          )}
          <TextField {...field("validFrom")} type="date" label={t("costs.validFrom")} />
          {amounts[entry.rule].map((name) => (
            <TextField
              key={name}
              {...field(name)}
              label={t(`costs.${entry.rule === "return" ? "back" : "form"}.${name}`, { currency })}
              inputMode="decimal"
              maxLength={30}
            />
          ))}
        </div>
        <InlineStack gap="300" blockAlign="center">
          <Button
            loading={isBusy}
            onClick={() => fetcher.submit({ entry, isGone: false, locale }, asJson)}
          >
            {t("costs.save")}
          </Button>
          <span role="status">{isDone && t("costs.saved")}</span>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

export const asJson = {
  method: "post",
  encType: "application/json",
  action: "/app/costs",
} as const;
