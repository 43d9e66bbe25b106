import { useFetcher } from "@remix-run/react";
import {
  Banner,
  BlockStack,
  Button,
  Card,
  Checkbox,
  InlineStack,
  Text,
  TextField,
} from "@shopify/polaris";
import { useEffect, useState } from "react";
import { DataTable, type Column } from "./data-table.tsx";
import { Ago, type When } from "./data-when.tsx";
import { ShownOnce, SureButton } from "./settings-once.tsx";
import { t, type TextKey } from "./translate.ts";

/** Keys in use at a time: each program its own, and none forgotten among hundreds. */
export const mostKeys = 20;
export const longestKeyName = 100;

type Scope = "numbers" | "customers" | "recommendations";
type Key = { id: string; name: string; scopes: string[]; createdAt: Date; lastUsedAt: Date | null };

export type KeysProps = {
  /** What a key can be made for. */
  scopes: readonly Scope[];
  /** Those in use. */
  held: readonly Key[];
  when: When;
};

export type KeysAnswer =
  /** The only time that the key's text is told. */
  | { done: "made"; id: string; name: string; key: string }
  | { done: "revoked" }
  | { fault: "name" | "scopes" | "most" | "failed" };

/** Keys by which other programs read the shop's numbers: made, listed with their last use, revoked. */
export function KeysCard({ scopes, held, when }: KeysProps) {
  const fetcher = useFetcher<KeysAnswer>();
  const [name, setName] = useState("");
  const [wanted, setWanted] = useState<readonly Scope[]>([]);
  const isBusy = fetcher.state !== "idle";
  const answer = isBusy ? undefined : fetcher.data;
  const made = answer && "done" in answer && answer.done === "made" ? answer : null;
  const fault = answer && "fault" in answer ? answer.fault : null;
  const send = (wish: { name: string; scopes: Scope[] } | { revoke: string }) =>
    fetcher.submit(wish, {
      method: "post",
      encType: "application/json",
      action: "/app/settings/keys",
    });
  const isMade = made !== null;
  useEffect(() => {
    if (isMade) setName("");
  }, [isMade]);
  const words = (of: typeof fault) =>
    fault !== null && fault === of
      ? t(`keys.fault.${of}` as TextKey, { most: of === "name" ? longestKeyName : mostKeys })
      : undefined;
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("keys.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("keys.words")}
          </Text>
        </BlockStack>
        {made && (
          <ShownOnce
            title={t("keys.shown", { name: made.name })}
            words={t("keys.shownWords")}
            value={made.key}
          />
        )}
        {fault === "failed" && <Banner tone="critical" title={t("keys.failed")} />}
        <DataTable
          caption={t("keys.caption")}
          file="keys"
          rows={held}
          rowKey={({ id }) => id}
          empty={t("keys.none")}
          columns={columnsOf({
            when,
            revoke: ({ id, name }) => (
              <SureButton
                words={{ first: t("keys.revoke"), sure: t("keys.revokeSure") }}
                spoken={{
                  first: t("keys.revokeOf", { name }),
                  sure: t("keys.revokeSureOf", { name }),
                }}
                isBusy={isBusy}
                onSure={() => send({ revoke: id })}
              />
            ),
          })}
        />
        <TextField
          label={t("keys.nameOf")}
          value={name}
          error={words("name") ?? words("most")}
          maxLength={longestKeyName}
          autoComplete="off"
          onChange={setName}
        />
        {scopes.map((scope) => (
          <Checkbox
            key={scope}
            label={t(`keys.scope.${scope}`)}
            checked={wanted.includes(scope)}
            error={words("scopes")}
            onChange={(isWanted) =>
              setWanted(scopes.filter((one) => (one === scope ? isWanted : wanted.includes(one))))
            }
          />
        ))}
        <InlineStack>
          <Button loading={isBusy} onClick={() => send({ name, scopes: [...wanted] })}>
            {t("keys.make")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

function columnsOf({
  when,
  revoke,
}: {
  when: When;
  revoke(key: Key): React.ReactNode;
}): Column<Key>[] {
  return [
    { key: "name", title: t("keys.name"), cell: ({ name }) => name },
    {
      key: "reads",
      title: t("keys.reads"),
      cell: ({ scopes }) => scopes.map((scope) => t(`keys.scope.${scope}` as TextKey)).join(", "),
    },
    {
      key: "made",
      title: t("keys.made"),
      cell: ({ createdAt }) => <Ago then={createdAt} when={when} />,
    },
    {
      key: "used",
      title: t("keys.used"),
      cell: ({ lastUsedAt }) =>
        lastUsedAt ? <Ago then={lastUsedAt} when={when} /> : t("keys.never"),
    },
    { key: "do", title: t("keys.do"), cell: revoke },
  ];
}
