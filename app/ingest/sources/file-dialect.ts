// Files of amounts that a spreadsheet or a carrier wrote in its own language: decimals after a comma, days
// as 31.01.2026. As with spend the file is asked as a whole; what it leaves open stays as it was written,
// and the source says what it expected.
import { longestNumber } from "../../ledger/money.ts";
import type { Row, Source } from "./source.ts";
import { dialectOf, readDay, readSpend } from "./spend-dialect.ts";

/** A number alone: with letters or a currency's sign it may be other money. */
const bareAmount = /^[-+−(]?[.,\s'’]*\d[\d.,\s'’]*[-)]?$/u;
const isoDay = /^\d{4}-\d{2}-\d{2}/;

type Fields = {
  amounts: readonly string[];
  /** Amounts that may end with the sign. Default none. */
  percents?: readonly string[];
  days: readonly string[];
};

/** The source, for files in any such writing. */
export function inAnyWriting(source: Source, { amounts, percents = [], days }: Fields): Source {
  return {
    ...source,
    forFile(_header, rows, places) {
      const placesOf = (fields: readonly string[]) =>
        fields.flatMap((field) => places[field] ?? []);
      const [amountPlaces, dayPlaces] = [placesOf([...amounts, ...percents]), placesOf(days)];
      const percentPlaces = new Set(placesOf(percents));
      const amountAt = ({ cells }: Row, place: number): string => {
        const text = (cells[place] ?? "").trim();
        if (text.length > longestNumber) return "";
        const number = percentPlaces.has(place) ? text.replace(/(?<!\s)\s*%$/, "") : text;
        return bareAmount.test(number) ? number : "";
      };
      const cellsIn = (some: readonly number[], at: (row: Row, place: number) => string) =>
        rows.flatMap((row) => some.map((place) => at(row, place)));
      const dayAt = ({ cells }: Row, place: number) => (cells[place] ?? "").trim();
      const dialect = dialectOf(cellsIn(amountPlaces, amountAt), cellsIn(dayPlaces, dayAt), null);

      const plain = (row: Row): Row => {
        const cells = [...row.cells];
        for (const place of amountPlaces) {
          const read = readSpend(amountAt(row, place), dialect);
          if ("value" in read) cells[place] = read.value;
        }
        for (const place of dayPlaces) {
          const text = dayAt(row, place);
          const read = isoDay.test(text) ? null : readDay(text, dialect);
          if (read && "value" in read) cells[place] = read.value;
        }
        return { ...row, cells };
      };
      return {
        ...source,
        take: (group, where, scope) => source.take(group.map(plain), where, scope),
      };
    },
  };
}
