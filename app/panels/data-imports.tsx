import { Link, useSearchParams } from "@remix-run/react";
import { Badge, BlockStack, InlineStack, Text } from "@shopify/polaris";
import { sameAddress } from "./address.ts";
import { DataTable } from "./data-table.tsx";
import { Ago, count, type When } from "./data-when.tsx";
import { t, type TextKey } from "./translate.ts";

export type ListedImport = {
  id: string;
  name: string;
  /** Null until it is found out. */
  kind: string | null;
  state: "waiting" | "running" | "done" | "refused" | "failed";
  createdAt: Date;
  /** Rows so far. */
  accepted: number;
  unchanged: number;
  rejected: number;
  problemsTotal: number;
  reason: string | null;
};

const tones = {
  waiting: "info",
  running: "info",
  done: "success",
  refused: "critical",
  failed: "critical",
} as const;

/** Uploaded files, the newest first, with what became of their rows. */
export function ImportList({ files, when }: { files: ListedImport[]; when: When }) {
  const [search] = useSearchParams();
  const number = (key: "accepted" | "unchanged" | "rejected") => ({
    key,
    title: t(`data.importColumn.${key}`),
    isNumber: true,
    cell: (file: ListedImport) => count(file[key], when.locale),
  });
  if (files.length === 0) return null;
  return (
    <DataTable
      caption={t("data.imports")}
      file="imports"
      rows={files}
      rowKey={({ id }) => id}
      columns={[
        {
          key: "file",
          title: t("data.importColumn.file"),
          cell: ({ name, kind, createdAt }) => (
            <>
              {name}
              <Text as="span" variant="bodySm" tone="subdued">
                {" "}
                {kind && `${t(`data.fileKind.${kind}` as TextKey)}, `}
                <Ago then={createdAt} when={when} />
              </Text>
            </>
          ),
        },
        {
          key: "state",
          title: t("data.importColumn.state"),
          cell: ({ state, reason }) => (
            <>
              <Badge tone={tones[state]}>{t(`data.importState.${state}`)}</Badge>
              {reason && (
                <Text as="p" variant="bodySm">
                  {reason}
                </Text>
              )}
            </>
          ),
        },
        number("accepted"),
        number("unchanged"),
        number("rejected"),
        {
          key: "problems",
          title: t("data.importColumn.problems"),
          cell: ({ id, name, problemsTotal, state }) =>
            problemsTotal > 0 &&
            state === "done" && (
              <Link
                to={sameAddress("/app/data", search, { problems: id })}
                preventScrollReset
                aria-label={`${problemWords(problemsTotal, when)}: ${name}`}
              >
                {problemWords(problemsTotal, when)}
              </Link>
            ),
        },
      ]}
    />
  );
}

const problemWords = (n: number, { locale }: When) =>
  t("data.problemsLink", { count: n, n: count(n, locale) });

export type ListedProblems = {
  name: string;
  total: number;
  /** Physical lines of the file, the header being 1. */
  rows: { line: number; reason: string }[];
};

/** Rows of one file that were not taken, each with what is wrong. */
export function Problems({
  name,
  total,
  rows,
  closeHref,
  when,
}: ListedProblems & { closeHref: string; when: When }) {
  const { locale } = when;
  return (
    <BlockStack gap="200">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Text as="h3" variant="headingSm">
          {t("data.problems", { name })}
        </Text>
        <Link to={closeHref} preventScrollReset className="ff-close">
          {t("data.problemsClose")}
        </Link>
      </InlineStack>
      <DataTable
        caption={t("data.problems", { name })}
        file="import-problems"
        rows={rows.map((row, at) => ({ ...row, at }))}
        rowKey={({ at }) => `${at}`}
        columns={[
          {
            key: "line",
            title: t("data.problemColumn.line"),
            cell: ({ line }) => count(line, locale),
          },
          { key: "reason", title: t("data.problemColumn.reason"), cell: ({ reason }) => reason },
        ]}
      />
      {total > rows.length && (
        <Text as="p" tone="subdued">
          {t("data.problemsMore", { n: count(rows.length, locale), all: count(total, locale) })}
        </Text>
      )}
    </BlockStack>
  );
}
