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
import { DataTable, type Column } from "./data-table.tsx";
import { Ago, At, type When } from "./data-when.tsx";
import { ShownOnce, SureButton } from "./settings-once.tsx";
import { t, type TextKey } from "./translate.ts";

/** Links that hold at a time: each reader their own, and none forgotten among hundreds. */
export const mostShares = 20;
export const longestShareName = 100;
/** For how long a link can be made. */
export const shareDays = [1, 7, 30, 90] as const;
const usualDays: (typeof shareDays)[number] = 30;

type Share = {
  id: string;
  name: string;
  createdAt: Date;
  expiresAt: Date;
  openedAt: Date | null;
};

export type SharesProps = {
  /** Those that hold. */
  held: readonly Share[];
  when: When;
};

export type SharesAnswer =
  /** The only time that the link is told. */
  | { done: "made"; id: string; name: string; link: string }
  | { done: "revoked" }
  | { fault: "name" | "most" | "failed" };

type Wish = { name: string; days: number } | { revoke: string };

/** Links by which others read the scorecard without the admin: made, listed, revoked. */
export function SharesCard({ held, when }: SharesProps) {
  const fetcher = useFetcher<SharesAnswer>();
  const [name, setName] = useState("");
  const [days, setDays] = useState<number>(usualDays);
  const isBusy = fetcher.state !== "idle";
  const answer = isBusy ? undefined : fetcher.data;
  const made = answer && "done" in answer && answer.done === "made" ? answer : null;
  const fault = answer && "fault" in answer ? answer.fault : null;
  const send = (wish: Wish) =>
    fetcher.submit(wish, {
      method: "post",
      encType: "application/json",
      action: "/app/settings/shares",
    });
  const isMade = made !== null;
  useEffect(() => {
    if (isMade) setName("");
  }, [isMade]);
  const wrong =
    fault === "name" || fault === "most"
      ? t(`share.fault.${fault}`, { most: fault === "name" ? longestShareName : mostShares })
      : undefined;
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("share.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("share.words")}{" "}
            <a href="/shared" target="_blank" rel="noreferrer">
              {t("share.agency")}
            </a>
          </Text>
        </BlockStack>
        {made && (
          <ShownOnce
            title={t("share.shown", { name: made.name })}
            words={t("share.shownWords")}
            value={made.link}
          />
        )}
        {fault === "failed" && <Banner tone="critical" title={t("share.failed")} />}
        <DataTable
          caption={t("share.caption")}
          file="share-links"
          rows={held}
          rowKey={({ id }) => id}
          empty={t("share.none")}
          columns={columnsOf(when, ({ id, name }) => (
            <SureButton
              words={{ first: t("share.end"), sure: t("share.endSure") }}
              spoken={{ first: t("share.endOf", { name }), sure: t("share.endSureOf", { name }) }}
              isBusy={isBusy}
              onSure={() => send({ revoke: id })}
            />
          ))}
        />
        <InlineStack gap="300" blockAlign="end">
          <TextField
            label={t("share.nameOf")}
            value={name}
            error={wrong}
            maxLength={longestShareName}
            autoComplete="off"
            onChange={setName}
          />
          <Select
            label={t("share.days")}
            options={shareDays.map((some) => ({
              value: String(some),
              label: t(`share.days.${some}` as TextKey),
            }))}
            value={String(days)}
            onChange={(some) => setDays(Number(some))}
          />
          <Button loading={isBusy} onClick={() => send({ name, days })}>
            {t("share.make")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

function columnsOf(when: When, end: (share: Share) => React.ReactNode): Column<Share>[] {
  return [
    { key: "name", title: t("share.name"), cell: ({ name }) => name },
    {
      key: "made",
      title: t("share.made"),
      cell: ({ createdAt }) => <Ago then={createdAt} when={when} />,
    },
    {
      key: "until",
      title: t("share.until"),
      cell: ({ expiresAt }) => <At then={expiresAt} when={when} />,
    },
    {
      key: "opened",
      title: t("share.opened"),
      cell: ({ openedAt }) => (openedAt ? <Ago then={openedAt} when={when} /> : t("share.never")),
    },
    { key: "do", title: t("share.do"), cell: end },
  ];
}
