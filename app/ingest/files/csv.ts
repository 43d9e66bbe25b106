// RFC 4180 read in pieces of any size, in memory bounded by the longest row. Own code rather than a
// library because a row must keep its physical line (quoted newlines count), a broken row must cost
// only itself, and a line without quotes (nearly all of a 2 GB export) is one split.

/** A row that could not be cut still carries the cells a plain split finds, to tell whose row it was. */
export type CsvRow =
  | { line: number; cells: string[]; broken?: undefined }
  | { line: number; cells: string[]; broken: string };

/** Longer rows than this are taken for a quote that is never closed. */
const longestRow = 1 << 20;

/** What separates the cells: of comma, semicolon and tab the most frequent one outside quotes. */
export function findDelimiter(header: string): string {
  const bare = header.replace(/"[^"]*"/g, "");
  const count = (delimiter: string) => bare.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, next) => (count(next) > count(best) ? next : best));
}

type Cut = { cells: string[]; next: number } | "more" | "garbage";

/** Cuts one row that holds quotes, from `at` on; "more" when the text ends inside it. */
function cutQuoted(text: string, start: number, delimiter: string): Cut {
  const cells: string[] = [];
  let at = start;
  /** The next one from `at` on, -1 when there is none: looked for once a line, not once a cell. */
  let newline = -2;
  for (;;) {
    if (text[at] === '"') {
      let value = "";
      let from = at + 1;
      for (;;) {
        const quote = text.indexOf('"', from);
        if (quote < 0) return "more";
        value += text.slice(from, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        value += '"';
        from = at + 1;
      }
      cells.push(value);
    } else {
      if (newline !== -1 && newline < at) newline = text.indexOf("\n", at);
      const cell = text.indexOf(delimiter, at);
      const end = cell < 0 || (newline >= 0 && newline < cell) ? newline : cell;
      if (end < 0) return "more";
      const isLast = end === newline && text[end - 1] === "\r" && end > at;
      cells.push(text.slice(at, isLast ? end - 1 : end));
      at = end;
    }
    if (text[at] === delimiter) at += 1;
    else if (text[at] === "\n") return { cells, next: at + 1 };
    else if (text[at] === "\r" && text[at + 1] === "\n") return { cells, next: at + 2 };
    else if (at >= text.length || (text[at] === "\r" && at + 1 >= text.length)) return "more";
    else return "garbage";
  }
}

function newlinesIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) {
    count += 1;
  }
  return count;
}

/**
 * A reader that is fed text and gives the rows that are complete. `line` is the physical line a row
 * begins on, the header's being 1. Blank lines are passed over.
 */
export function csvReader(delimiter: string): { push(text: string): CsvRow[]; end(): CsvRow[] } {
  const blank = new RegExp(`^[${delimiter}\\s]*$`);
  let rest = "";
  let line = 1;
  let skipping = false;

  function take(isLast: boolean): CsvRow[] {
    const rows: CsvRow[] = [];
    const broken = (at: number, end: number, reason: string) =>
      rows.push({
        line,
        cells: rest.slice(at, Math.min(end, at + 10_000)).split(delimiter),
        broken: reason,
      });
    let at = 0;
    while (at < rest.length) {
      const newline = rest.indexOf("\n", at);
      if (newline < 0) {
        if (rest.length - at > longestRow && !skipping) {
          broken(
            at,
            rest.length,
            "got a row of more than 1 MB, expected a line end; check the file",
          );
          skipping = true;
        }
        if (skipping) at = rest.length;
        break;
      }
      const next = newline + 1;
      if (skipping) {
        skipping = false;
        line += 1;
        at = next;
        continue;
      }
      const text = rest.slice(
        at,
        rest[newline - 1] === "\r" && newline > at ? newline - 1 : newline,
      );
      if (!text.includes('"')) {
        if (text !== "" && !blank.test(text)) rows.push({ line, cells: text.split(delimiter) });
        line += 1;
        at = next;
        continue;
      }
      const cut = cutQuoted(rest, at, delimiter);
      if (cut === "more" && !isLast && rest.length - at <= longestRow) break;
      if (typeof cut === "object") {
        if (cut.cells.some((cell) => cell.trim() !== "")) rows.push({ line, cells: cut.cells });
        line += newlinesIn(rest, at, cut.next);
        at = cut.next;
        continue;
      }
      const what = cut === "more" ? "a quote that is never closed" : "text after a closing quote";
      broken(
        at,
        newline,
        `got ${what}, expected "…" around a whole cell; double the quotes inside it`,
      );
      line += 1;
      at = next;
    }
    rest = rest.slice(at);
    return rows;
  }

  return {
    push(text) {
      rest = rest === "" ? text : rest + text;
      return take(false);
    },
    end() {
      if (rest !== "" && !rest.endsWith("\n")) rest += "\n";
      return take(true);
    },
  };
}
