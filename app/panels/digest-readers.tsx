import { useFetcher } from "@remix-run/react";
import { Banner, BlockStack, Button, Card, InlineStack, Text, TextField } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { DataTable, type Column } from "./data-table.tsx";
import { t } from "./translate.ts";

export type ReadersAnswer = { done: true } | { error: string } | { failed: true };

export type Reader = {
  id: string;
  name: string;
  email: string;
  /** Of the digest that is shown; null: none was due. */
  state: "waiting" | "handed" | "sent" | "refused" | null;
  reason: string | null;
};

type ReadersProps = { readers: readonly Reader[]; hasMail: boolean };

/** Who gets the digest by e-mail, and what became of this week's letters. */
export function DigestReaders({ readers, hasMail }: ReadersProps) {
  const fetcher = useFetcher<ReadersAnswer>();
  const [people, setPeople] = useState("");
  const isBusy = fetcher.state !== "idle";
  const answer = isBusy ? undefined : fetcher.data;
  const isDone = answer !== undefined && "done" in answer;
  useEffect(() => {
    if (isDone) setPeople("");
  }, [isDone]);
  const ask = (wish: { people: string } | { stop: string }) =>
    fetcher.submit(wish, {
      method: "post",
      encType: "application/json",
      action: "/app/digest/readers",
    });
  const columns: Column<Reader>[] = [
    { key: "name", title: t("digest.person"), cell: ({ name }) => name },
    { key: "email", title: t("team.email"), cell: ({ email }) => email },
    {
      key: "state",
      title: t("digest.state"),
      cell: ({ state, reason }) => t(`digest.state.${state ?? "none"}`, { reason: reason ?? "" }),
    },
    {
      key: "do",
      title: t("digest.do"),
      cell: ({ id, name }) => (
        <Button
          size="slim"
          disabled={isBusy}
          accessibilityLabel={t("digest.stopOf", { name })}
          onClick={() => ask({ stop: id })}
        >
          {t("digest.stopOne")}
        </Button>
      ),
    },
  ];
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("digest.readers")}
          </Text>
          <Text as="p" tone="subdued">
            {t("digest.readersWords")}
          </Text>
        </BlockStack>
        {!hasMail && <Banner tone="info">{t("digest.noMail")}</Banner>}
        {answer && "failed" in answer && <Banner tone="critical" title={t("team.fault.failed")} />}
        <DataTable
          caption={t("digest.readers")}
          file="digest-readers"
          columns={columns}
          rows={readers}
          rowKey={({ id }) => id}
          empty={t("digest.readersNone")}
        />
        <TextField
          label={t("digest.reader")}
          value={people}
          error={answer && "error" in answer ? answer.error : undefined}
          helpText={t("digest.readerHint")}
          maxLength={5000}
          autoComplete="off"
          onChange={setPeople}
        />
        <InlineStack gap="300" blockAlign="center">
          <Button loading={isBusy} onClick={() => ask({ people })}>
            {t("digest.add")}
          </Button>
          <span role="status">{isDone && t("team.saved")}</span>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
