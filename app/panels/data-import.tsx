import { useFetcher, useSearchParams } from "@remix-run/react";
import { Banner, BlockStack, Button, Card, Select, Text } from "@shopify/polaris";
import { useEffect, useRef, useState } from "react";
import { sameAddress } from "./address.ts";
import { ImportList, Problems, type ListedImport, type ListedProblems } from "./data-imports.tsx";
import { sizeWords, type When } from "./data-when.tsx";
import { t, type TextKey } from "./translate.ts";

export type ImportProps = {
  kinds: readonly string[];
  mostBytes: number;
  /** What reads a larger file. */
  command: string;
  files: ListedImport[];
  /** Of the file whose problems are opened. */
  problems: ListedProblems | null;
};

type Refusal = "no-file" | "empty" | "too-large" | "kind" | "broken";
/** What the page answers to an upload. */
export type UploadAnswer = { id: string } | { refused: Refusal };

const refusedWords: Record<Refusal, TextKey> = {
  "no-file": "data.noFile",
  empty: "data.emptyFile",
  "too-large": "data.tooLarge",
  kind: "data.wrongKind",
  broken: "data.uploadFailed",
};

export function ImportCard({ when, ...props }: ImportProps & { when: When }) {
  const { kinds, mostBytes, command, files, problems } = props;
  const fetcher = useFetcher<UploadAnswer>();
  const [file, setFile] = useState<File | null>(null);
  const [kind, setKind] = useState("");
  const [asked, setAsked] = useState<UploadAnswer | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const [search] = useSearchParams();
  const most = sizeWords(mostBytes, when.locale);
  const isUploading = fetcher.state !== "idle";

  const answer = isUploading ? null : fetcher.data;
  useEffect(() => {
    if (!answer) return;
    setAsked(answer);
    if ("refused" in answer) return;
    setFile(null);
    if (input.current) input.current.value = "";
  }, [answer]);

  const send = () => {
    const refused = !file ? "no-file" : file.size > mostBytes ? "too-large" : null;
    setAsked(refused && { refused });
    if (!file || refused) return;
    const form = new FormData();
    form.append("name", file.name);
    form.append("kind", kind);
    // Its own name might break the form's headers; it goes as a text of its own.
    form.append("file", file, "upload.csv");
    fetcher.submit(form, {
      method: "post",
      encType: "multipart/form-data",
      action: "/app/data/import",
    });
  };
  const refused = asked && "refused" in asked && !isUploading ? asked.refused : null;

  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("data.import")}
          </Text>
          <Text as="p" tone="subdued">
            {t("data.importWords", { most })}
          </Text>
        </BlockStack>
        <div className="ff-upload">
          <label className="ff-drop">
            <span>{file ? file.name : t("data.fileChoose")}</span>
            <Text as="span" variant="bodySm" tone="subdued">
              {file ? sizeWords(file.size, when.locale) : t("data.fileDrop")}
            </Text>
            <input
              ref={input}
              type="file"
              aria-label={t("data.file")}
              accept=".csv,.tsv,.txt,text/csv,text/plain"
              onChange={(event) => {
                setFile(event.target.files?.[0] ?? null);
                setAsked(null);
              }}
            />
          </label>
          <Select
            label={t("data.fileKind")}
            options={[
              { value: "", label: t("data.kindGuess") },
              ...kinds.map((value) => ({ value, label: t(`data.fileKind.${value}` as TextKey) })),
            ]}
            value={kind}
            onChange={setKind}
          />
          <Button variant="primary" loading={isUploading} onClick={send}>
            {t("data.importNow")}
          </Button>
        </div>
        <div role="status">
          {isUploading && file && t("data.uploading", { name: file.name })}
          {refused && (
            <Banner tone="critical" title={t(refusedWords[refused], { most })}>
              {refused === "too-large" && <p className="ff-command">{command}</p>}
            </Banner>
          )}
        </div>
        <ImportList files={files} when={when} />
        {problems && (
          <Problems
            {...problems}
            closeHref={sameAddress("/app/data", search, { problems: null })}
            when={when}
          />
        )}
      </BlockStack>
    </Card>
  );
}
