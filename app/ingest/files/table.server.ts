import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { csvReader, findDelimiter, type CsvRow } from "./csv.ts";

/** A file that cannot be read as what it should be: nothing of it was taken. */
export class FileRefused extends Error {}

export type Table = {
  file: string;
  header: string[];
  /** Rows after the header, in pieces; the file is read anew on every call. */
  rows(): AsyncGenerator<CsvRow[]>;
};

const pieceBytes = 1 << 18;
const headBytes = 1 << 16;

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  // Without a mark: letters of a header have nothing in every other byte.
  if (bytes[0] !== 0 && bytes[1] === 0 && bytes[3] === 0) return "utf-16le";
  if (bytes[0] === 0 && bytes[1] !== 0 && bytes[2] === 0) return "utf-16be";
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return "utf-8";
  } catch {
    // As spreadsheets in Western languages save CSV unless they are told otherwise.
    return "windows-1252";
  }
}

async function readHead(file: string): Promise<Uint8Array> {
  const found = await stat(file).catch(() => null);
  if (!found) throw new FileRefused(`got no file at ${file}, expected a CSV file; check the path`);
  if (!found.isFile()) throw new FileRefused(`got a folder at ${file}, expected a CSV file`);
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw new FileRefused(`got ${error.code} opening ${file}, expected a readable file`);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Reports open with a title and their dates: so many lines at most. */
const mostTitles = 30;

/**
 * The line of the header among the first ones: the first that fits, else the first that is not blank.
 * @param fits told the cells of a line
 */
function findHeader(
  head: string,
  lineEnd: string,
  fits: (cells: string[]) => boolean,
): { line: number; text: string } {
  const lines = head.split(lineEnd).slice(0, mostTitles);
  const first = Math.max(
    0,
    lines.findIndex((text) => text.trim() !== ""),
  );
  const found = lines.findIndex((text) => {
    const row = text.replace(/\r$/, "");
    const [cut] = csvReader(findDelimiter(row)).push(`${row}\n`);
    return cut !== undefined && cut.broken === undefined && fits(cut.cells);
  });
  const at = found < 0 ? first : found;
  return { line: at + 1, text: lines[at] ?? "" };
}

/** Postgres text holds no NUL: such a row is broken. Looked for once a piece, not once a cell. */
function withoutNul(rows: CsvRow[], piece: string): CsvRow[] {
  if (!piece.includes("\0")) return rows;
  const broken = "got a NUL character, expected text; remove it";
  return rows.map((row) =>
    row.cells.some((cell) => cell.includes("\0"))
      ? { line: row.line, cells: row.cells.map((cell) => cell.replaceAll("\0", "")), broken }
      : row,
  );
}

/**
 * Opens a CSV file: UTF-8 or UTF-16, with or without BOM, or Windows-1252 by its first letters; comma, semicolon or tab; LF, CRLF or CR.
 * @param isHeader true for the cells of a header; lines above the first that fits are passed over.
 *   Default: the first line is the header.
 * @throws FileRefused when there is no such file or no header in it
 */
export async function openTable(
  file: string,
  isHeader: (cells: string[]) => boolean = () => false,
): Promise<Table> {
  const bytes = await readHead(file);
  const encoding = encodingOf(bytes);
  const head = new TextDecoder(encoding).decode(bytes, { stream: true });
  if (head.trim() === "") throw new FileRefused(`got an empty file, expected a header; ${file}`);
  if (head.startsWith("PK\x03\x04")) {
    const todo = "open it in your spreadsheet and save the sheet as CSV";
    throw new FileRefused(`got a workbook or a zip file in ${file}, expected CSV text; ${todo}`);
  }
  if (head.includes("\0")) throw new FileRefused(`got binary data in ${file}, expected CSV text`);
  const isCr = !head.includes("\n") && head.includes("\r");
  const lineEnd = isCr ? "\r" : "\n";
  const { line: headerLine, text: headerText } = findHeader(head, lineEnd, isHeader);
  const delimiter = findDelimiter(headerText);

  async function* all(): AsyncGenerator<CsvRow[]> {
    const reader = csvReader(delimiter);
    const decoder = new TextDecoder(encoding);
    const text = (piece: string) => (isCr ? piece.replaceAll("\r", "\n") : piece);
    for await (const piece of createReadStream(file, { highWaterMark: pieceBytes })) {
      const part = text(decoder.decode(piece as Buffer, { stream: true }));
      yield withoutNul(reader.push(part), part);
    }
    yield [...reader.push(text(decoder.decode())), ...reader.end()];
  }

  async function* rows(): AsyncGenerator<CsvRow[]> {
    let isFirst = true;
    for await (const piece of all()) {
      const below = isFirst ? piece.findIndex(({ line }) => line >= headerLine) + 1 : 0;
      yield isFirst ? piece.slice(below) : piece;
      if (below > 0) isFirst = false;
    }
  }

  let header: string[] = [];
  for await (const piece of all()) {
    const row = piece.find(({ line }) => line >= headerLine);
    header = (row?.cells ?? []).map((name) => name.trim());
    if (row) break;
  }
  return { file, header, rows };
}
