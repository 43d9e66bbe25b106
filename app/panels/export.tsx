// Files of a panel. App Bridge signs requests, not links: a file is fetched, then handed to the browser.
import { useSearchParams } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { createContext, useContext, useState } from "react";
import { sameAddress } from "./address.ts";
import { t } from "./translate.ts";

/** Fetches a file of the signed-in app; rejects when there is none. */
export type Download = (address: string) => Promise<Blob>;
export const Downloads = createContext<Download>(() =>
  Promise.reject(new Error("got no way to download, expected one around the page")),
);

/** Text of a table as a file; the first line names its columns. */
export type TableFile = (kind: "csv" | "json", lines: readonly (readonly string[])[]) => string;
export const TableFiles = createContext<TableFile>(() => {
  throw new Error("got no way to write a table, expected one around the page");
});

type Kind = "csv" | "json" | "html";
const usual = ["csv", "json"] as const;

type ExportProps = {
  /** Of the file, with its filters; `format` is added. */
  address: string;
  /** Without its ending. */
  fileName: string;
  /** What is in it, for those who do not see where the buttons stand. */
  what: string;
  /** Default CSV and JSON. */
  kinds?: readonly Kind[];
};

/** What a panel shows, as files. */
export function Export({ address, fileName, what, kinds = usual }: ExportProps) {
  const download = useContext(Downloads);
  const joint = address.includes("?") ? "&" : "?";
  return (
    <FileButtons
      {...{ fileName, what, kinds }}
      make={(kind) => download(`${address}${joint}format=${kind}`)}
    />
  );
}

type FileButtonsProps<K extends Kind> = Pick<ExportProps, "fileName" | "what"> & {
  kinds: readonly K[];
  /** Rejects when there is no file. */
  make(kind: K): Promise<Blob>;
};

function FileButtons<K extends Kind>({ fileName, what, kinds, make }: FileButtonsProps<K>) {
  const [state, setState] = useState<"idle" | "failed" | Kind>("idle");
  async function save(kind: K) {
    setState(kind);
    try {
      const url = URL.createObjectURL(await make(kind));
      const link = { href: url, download: `${fileName}.${kind}` };
      Object.assign(document.createElement("a"), link).click();
      URL.revokeObjectURL(url);
      setState("idle");
    } catch {
      setState("failed");
    }
  }
  return (
    <span className="ff-export">
      <span aria-hidden="true">{t("list.export")}</span>
      {kinds.map((kind) => (
        <Button
          key={kind}
          size="slim"
          variant="tertiary"
          loading={state === kind}
          accessibilityLabel={t(`list.export.${kind}`, { what })}
          onClick={() => void save(kind)}
        >
          {kind.toUpperCase()}
        </Button>
      ))}
      <span role="status">{state === "failed" ? t("list.exportFailed") : ""}</span>
    </span>
  );
}

type PanelExportProps = Pick<ExportProps, "what"> & {
  /** As below /api/v1. */
  path: string;
  /** What the panel shows beside what its address says. */
  given?: Readonly<Record<string, string | null>>;
};

/** A panel's numbers with the filters of the present address. */
export function PanelExport({ path, what, given = {} }: PanelExportProps) {
  const [search] = useSearchParams();
  const address = sameAddress(`/app/export/${path}`, search, { after: null, ...given });
  const fileName = [path, given["id"]].filter(Boolean).join("-");
  return <Export address={address} fileName={fileName} what={what} />;
}

/** A cell as a reader sees it, what stands below one another in a row. */
const textOf = (cell: Element) =>
  (cell as HTMLElement).innerText.trim().replace(/(?<!\s)\s*\n\s*/g, " · ");

type TableExportProps = Pick<ExportProps, "fileName" | "what"> & {
  /** What the table is in. */
  place: React.RefObject<HTMLElement>;
};

/** A small table as it stands on the page: one that no list and no address of the API is behind. */
export function TableExport({ place, fileName, what }: TableExportProps) {
  const write = useContext(TableFiles);
  async function make(kind: "csv" | "json") {
    const rows = [...(place.current?.querySelectorAll("tr") ?? [])];
    const lines = rows.map((row) => [...row.querySelectorAll("th, td")].map(textOf));
    return new Blob([write(kind, lines)]);
  }
  return <FileButtons {...{ fileName, what, kinds: usual, make }} />;
}
