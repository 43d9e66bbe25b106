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
import type { MarketingRow } from "../scorecard/marketing.ts";
import { t } from "./translate.ts";

type Field = "day" | "channel" | "campaign" | "amount";
export type SpendAnswer =
  { done: true } | { errors: Partial<Record<Field, string>> } | { failed: true };

/** Channels that money is spent on; the others of the taxonomy cost none. */
const channels: readonly MarketingRow["channel"][] = [
  "paid-search",
  "paid-social",
  "display",
  "email",
  "messaging",
  "affiliate",
  "offline",
  "pr",
  "organic-search",
  "organic-social",
  "referral",
];

/** One day's spend of one campaign, for what no platform exports: a fair, a flyer, a letter. */
export function SpendForm({ today, currency }: { today: string; currency: string }) {
  const fetcher = useFetcher<SpendAnswer>();
  const [entry, setEntry] = useState({
    ...{ day: today, channel: channels[0] ?? "email", campaign: "", amount: "" },
  });
  const isBusy = fetcher.state !== "idle";
  const answer = isBusy ? undefined : fetcher.data;
  const isDone = answer !== undefined && "done" in answer;
  const errors = answer && "errors" in answer ? answer.errors : {};
  // The next one is often of the same campaign: only the amount has to be typed anew.
  useEffect(() => {
    if (isDone) setEntry((last) => ({ ...last, amount: "" }));
  }, [isDone]);
  const field = (name: Field) => ({
    label: t(`marketing.form.${name}`, { currency }),
    value: entry[name],
    error: errors[name],
    onChange: (value: string) => setEntry({ ...entry, [name]: value }),
  });
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("marketing.form")}
          </Text>
          <Text as="p" tone="subdued">
            {t("marketing.formWords")}
          </Text>
        </BlockStack>
        {answer && "failed" in answer && (
          <Banner tone="critical" title={t("marketing.form.failed")} />
        )}
        <div className="ff-marketing-form">
          <TextField {...field("day")} type="date" autoComplete="off" />
          <Select
            {...field("channel")}
            options={channels.map((value) => ({ value, label: t(`marketing.channel.${value}`) }))}
          />
          <TextField {...field("campaign")} maxLength={200} autoComplete="off" />
          <TextField
            {...field("amount")}
            inputMode="decimal"
            maxLength={200}
            autoComplete="off"
            helpText={t("marketing.form.credit")}
          />
        </div>
        <InlineStack gap="300" blockAlign="center">
          <Button
            loading={isBusy}
            onClick={() =>
              fetcher.submit(entry, {
                method: "post",
                encType: "application/json",
                action: "/app/marketing/spend",
              })
            }
          >
            {t("marketing.form.save")}
          </Button>
          <span role="status">{isDone && t("marketing.form.saved")}</span>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
