// What the lists share: a search that answers while typing, the export, columns that sort.
import { useSearchParams } from "@remix-run/react";
import { TextField } from "@shopify/polaris";
import { SearchIcon } from "@shopify/polaris-icons";
import { useEffect, useRef, useState } from "react";
import type { Direction } from "../scorecard/lists.ts";
import type { ShownView, ViewedList } from "../scorecard/list-views.ts";
import { sameAddress } from "./address.ts";
import { Export } from "./export.tsx";
import { formatValue, type Locale } from "./format.ts";
import { SavedViews } from "./saved-views.tsx";
import { t } from "./translate.ts";

/** Long enough that a word typed quickly is one search. */
const pauseMs = 250;

type SearchFieldProps = {
  label: string;
  help?: string;
  /** Another one takes the place of what is typed: the address was changed by a link. */
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
    if (initial === searched.current.trim()) return;
    searched.current = initial;
    setText(initial);
  }, [initial]);
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

type ListToolsProps = {
  /** Its file is beside it. */
  list: ViewedList;
  views: readonly ShownView[];
  fileName: string;
  /** What is listed. */
  what: string;
  /** The search. */
  children: React.ReactNode;
};

/** Above a list: its search, its file as the address has it chosen, and how it was chosen before. */
export function ListTools({ list, views, fileName, what, children }: ListToolsProps) {
  const [search] = useSearchParams();
  const address = sameAddress(`/app/${list}/export`, search, { after: null });
  return (
    <>
      <div className="ff-list-tools">
        <div className="ff-list-search">{children}</div>
        <Export address={address} fileName={fileName} what={what} />
      </div>
      <SavedViews list={list} views={views} />
    </>
  );
}

/** Money and, where not all of its costs are known, of how much they are; a dash where none is. */
export function marginWords(margin: string | null, known: number | null, where: Locale) {
  if (margin === null) return t("list.none");
  return (
    <span>
      {formatValue(margin, "money", where)}
      {known !== null && known < 1 && (
        <span className="ff-beside">
          {t("list.known", { share: formatValue(known, "ratio", where) })}
        </span>
      )}
    </span>
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
