// Rows of an export that are no row of spend: totals, and the lines that a report opens and closes with.
import type { Places, Row } from "./source.ts";

/** "Total" as the platforms write it in the languages of their exports. */
const totalWord = /^(grand\s+)?(total|totals|gesamt|summe|totale|totaal|totalt|suma|toplam)\b/i;

/** The same where a day is told: a campaign may be called "Total Look", a total of a day says so alone. */
const totalAlone = new RegExp(`${totalWord.source}\\s*(:.*)?$`, "i");

/** Why a row is none that counts, with what to do; null for a row of spend. */
export function totalRow(row: Row, places: Places): string | null {
  const cell = (field: string) => (row.cells[places[field] ?? -1] ?? "").trim();
  const [day, campaign, amount] = [cell("day"), cell("campaign"), cell("amount")];
  const first = row.cells.find((text) => text.trim() !== "")?.trim() ?? "";
  const word = /\d{2}/.test(day) ? totalAlone : totalWord;
  const isTotal =
    [first, day, campaign].some((text) => word.test(text)) ||
    (amount !== "" && campaign === "" && day === "");
  if (isTotal) {
    const shown = (totalWord.test(first) ? first : campaign || day || amount).slice(0, 60);
    return `day: got a total row ("${shown}"), expected one campaign's day; left out, nothing to do`;
  }
  return amount === "" ? closingLine(row.cells) : null;
}

/** The same for a line with one text at most: what a report says of itself. */
export function closingLine(cells: readonly string[]): string | null {
  const [first, second] = cells.filter((text) => text.trim() !== "");
  if (second !== undefined) return null;
  const shown = (first ?? "").trim().slice(0, 60);
  return `day: got a closing line ("${shown}"), expected one campaign's day; left out, nothing to do`;
}
