// Text for spreadsheets.

/** A spreadsheet runs a cell that begins so, wide letters too; an apostrophe makes it text. */
const formula = /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/;
/** A number begins with a minus too, and stays one. */
const decimal = /^-?\d+(\.\d+)?$/;

/** One cell: quoted where it must be, never a formula. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "object") return csvCell(JSON.stringify(value));
  if (typeof value !== "string") return String(value);
  const safe = formula.test(value) && !decimal.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
