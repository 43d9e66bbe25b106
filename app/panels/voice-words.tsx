import { useSearchParams } from "@remix-run/react";
import { BlockStack, Card, Text } from "@shopify/polaris";
import type { Verbatim, Voice } from "../scorecard/voice.ts";
import { sameAddress } from "./address.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { PanelExport } from "./export.tsx";
import { formatDay } from "./format.ts";
import type { PageTime } from "./page-head.tsx";
import { t } from "./translate.ts";
import { voicePath } from "./voice-path.ts";

type WordsProps = { voice: Voice; time: PageTime; store: string; size: number };

/** What buyers wrote, as text whatever it holds, each with the way to its order. */
export function VoiceWords({ voice, time, store, size }: WordsProps) {
  const [search] = useSearchParams();
  const { rows, next } = voice.verbatims;
  const columns: Column<Verbatim>[] = [
    { key: "order", title: t("voice.words.order"), cell: (row) => orderOf(row, store) },
    {
      key: "day",
      title: t("voice.words.day"),
      cell: ({ day }) => formatDay(day, time.locale, time.today),
    },
    {
      key: "scores",
      title: t("voice.words.scores"),
      cell: ({ scores }) =>
        scores
          .map(({ question, score }) =>
            t(question === "nps" ? "customers.answer.nps" : "customers.answer.csat", { score }),
          )
          .join(", "),
    },
    {
      key: "text",
      title: t("voice.words.text"),
      cell: ({ text }) => <span className="ff-voice-text">{text}</span>,
    },
  ];
  const at = (after: string | null) => sameAddress(voicePath, search, { after });
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("voice.words")}
        </Text>
        <DataTable
          caption={t("voice.words.caption")}
          columns={columns}
          rows={rows}
          rowKey={(row) => `${row.order} ${row.day} ${row.text}`}
          empty={t("voice.words.none")}
          pages={{
            next: next && at(next),
            first: search.has("after") ? at(null) : null,
            size,
          }}
        />
        <PanelExport
          path="words"
          what={t("voice.words")}
          given={{ question: voice.question, touchpoint: voice.touchpoint }}
        />
      </BlockStack>
    </Card>
  );
}

function orderOf({ name, shopifyId }: Verbatim, store: string) {
  if (name === null) return <span className="ff-quiet">{t("voice.words.unknown")}</span>;
  if (shopifyId === null) return name;
  return (
    <a
      href={`https://admin.shopify.com/store/${store}/orders/${shopifyId}`}
      target="_blank"
      rel="noreferrer"
      aria-label={t("behind.open", { name })}
    >
      {name}
    </a>
  );
}
