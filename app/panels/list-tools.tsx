// What the lists share: a search that answers while typing, the export, columns that sort.
import { useSearchParams } from "@remix-run/react";
import { Button, TextField } from "@shopify/polaris";
import { ExportIcon, SearchIcon } from "@shopify/polaris-icons";
import { useEffect, useRef, useState } from "react";
import type { Direction } from "../scorecard/lists.ts";
import { sameAddress } from "./address.ts";
import { t } from "./translate.ts";

/** Long enough that a word typed quickly is one search. */
const pauseMs = 250;

type SearchFieldProps = {
  label: string;
  help?: string;
  initial?: string;
  /**
   * Called once typing rests or the field is left, whichever comes first: whoever opens a row right
   * after typing must not be called back to the list. Must be cheap to replace.
   */
  onSearch(text: string): void;
};

export function SearchField({ label, help, initial = "", onSearch }: SearchFieldProps) {
  const [text, setText] = useState(initial);
  const search = useRef(onSearch);
  search.current = onSearch;
  const searched = useRef(initial);
  const answer = (typed: string) => {
    if (typed === searched.current) return;
    searched.current = typed;
    search.current(typed);
  };
  useEffect(() => {
    const timer = setTimeout(() => answer(text), text === "" ? 0 : pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <TextField
      type="search"
      label={label}
      helpText={help}
      value={text}
      onChange={setText}
      onBlur={() => answer(text)}
      autoComplete="off"
      prefix={<span className="ff-search-icon">{<SearchIcon width={16} height={16} />}</span>}
      clearButton
      onClearButtonClick={() => setText("")}
    />
  );
}

/** Fetches a file of the signed-in app; rejects when there is none. */
export type Download = (address: string) => Promise<Blob>;

type ExportButtonProps = { address: string; fileName: string; download: Download };

/** App Bridge signs requests, not links: the file is fetched, then handed to the browser. */
function ExportButton({ address, fileName, download }: ExportButtonProps) {
  const [state, setState] = useState<"idle" | "making" | "failed">("idle");
  async function save() {
    setState("making");
    try {
      const url = URL.createObjectURL(await download(address));
      Object.assign(document.createElement("a"), { href: url, download: fileName }).click();
      URL.revokeObjectURL(url);
      setState("idle");
    } catch {
      setState("failed");
    }
  }
  return (
    <span className="ff-export">
      <Button icon={ExportIcon} loading={state === "making"} onClick={() => void save()}>
        {t("list.export")}
      </Button>
      <span role="status">{state === "failed" ? t("list.exportFailed") : ""}</span>
    </span>
  );
}

type ListToolsProps = {
  /** Of the list; its file is beside it. */
  path: string;
  fileName: string;
  download: Download;
  /** The search. */
  children: React.ReactNode;
};

/** Above a list: its search, and its file as the address has it chosen. */
export function ListTools({ path, fileName, download, children }: ListToolsProps) {
  const [search] = useSearchParams();
  const address = sameAddress(`${path}/export`, search, { after: null });
  return (
    <div className="ff-list-tools">
      <div className="ff-list-search">{children}</div>
      <ExportButton address={address} fileName={fileName} download={download} />
    </div>
  );
}

export type Sorting<Sort extends string> = { sort: Sort; direction: Direction };

/** Heading of a column that sorts: largest first, the other way when it is chosen again. */
export function sorting<Sort extends string>(
  sort: Sort,
  given: Sorting<Sort> & { path: string; search: URLSearchParams },
): { sortHref: string; sorted?: Direction } {
  const isSorted = given.sort === sort;
  const dir = isSorted && given.direction === "descending" ? "up" : null;
  const sortHref = sameAddress(given.path, given.search, { sort, dir, after: null });
  return isSorted ? { sortHref, sorted: given.direction } : { sortHref };
}
