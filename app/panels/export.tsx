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

type Kind = "csv" | "json" | "html";
const usual: readonly Kind[] = ["csv", "json"];

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
  const [state, setState] = useState<"idle" | "failed" | Kind>("idle");
  async function save(kind: Kind) {
    setState(kind);
    try {
      const joint = address.includes("?") ? "&" : "?";
      const url = URL.createObjectURL(await download(`${address}${joint}format=${kind}`));
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
