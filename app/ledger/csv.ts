// Text for spreadsheets.

/** A spreadsheet runs a cell that begins so, wide letters too; an apostrophe makes it text. */
const formula = /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/;
/**
 * A spreadsheet that separates by semicolons or tabs takes our quotes for text, so that a cell of its own begins
 * behind each of them and behind each line's end. A smiley is no formula.
 */
const formulaInside = /([;\t\r\n]["']?)(?=[=+\-@\uff0b\uff0d\uff1d\uff20](?!\)))/g;
/** A number begins with a minus too, and stays one. */
const decimal = /^-?\d+(\.\d+)?$/;

/** One cell: quoted where it must be, never a formula. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "object") return csvCell(JSON.stringify(value));
  if (typeof value !== "string") return String(value);
  const begun = formula.test(value) && !decimal.test(value) ? `'${value}` : value;
  const safe = begun.replace(formulaInside, "$1'");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * A table of text as a file: CSV, or a JSON list of objects. The first line names the columns; one without a
 * name is left out.
 */
export function tableFile(kind: "csv" | "json", lines: readonly (readonly string[])[]): string {
  const [heading = [], ...rows] = lines;
  const named = heading.flatMap((name, at) => (name === "" ? [] : [at]));
  if (kind === "csv") {
    const line = (cells: readonly string[]) =>
      `${named.map((at) => csvCell(cells[at] ?? "")).join(",")}\r\n`;
    return [heading, ...rows].map(line).join("");
  }
  const objects = rows.map((cells) =>
    Object.fromEntries(named.map((at) => [heading[at]!, cells[at] ?? ""])),
  );
  return `${JSON.stringify(objects, null, 2)}\n`;
}
