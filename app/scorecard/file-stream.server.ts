import { inShop, type Client, type Db } from "../db.server.ts";
import { csvCell } from "../ledger/csv.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { log } from "../log.server.ts";

export type FileKind = "csv" | "json";
export type Rows = readonly (readonly unknown[])[];

type Form = { begin: string; rows(rows: Rows, isFirst: boolean): string; end: string };

function formOf(kind: FileKind, heading: readonly string[]): Form {
  const line = (cells: readonly unknown[]) => `${cells.map(csvCell).join(",")}\r\n`;
  if (kind === "csv")
    return { begin: line(heading), rows: (rows) => rows.map(line).join(""), end: "" };
  const object = (cells: readonly unknown[]) =>
    JSON.stringify(Object.fromEntries(heading.map((name, at) => [name, cells[at] ?? null])));
  return {
    begin: "[",
    rows: (rows, isFirst) => `${isFirst ? "\n" : ",\n"}${rows.map(object).join(",\n")}`,
    end: "\n]\n",
  };
}

/**
 * A file as it is made: a heading, then the rows; as JSON a list of objects. No faster than it is taken;
 * given up when nobody takes it. A failure on the way breaks it off.
 */
export function fileStream(
  kind: FileKind,
  heading: readonly string[],
  write: (take: (rows: Rows) => Promise<void>) => Promise<void>,
): ReadableStream<Uint8Array> {
  const { readable, writable } = new TextEncoderStream();
  const writer = writable.getWriter();
  const form = formOf(kind, heading);
  async function all(): Promise<void> {
    let isFirst = true;
    await writer.write(form.begin);
    await write(async (rows) => {
      if (rows.length > 0) await writer.write(form.rows(rows, isFirst));
      isFirst &&= rows.length === 0;
    });
    await writer.write(form.end);
    await writer.close();
  }
  all().catch((error: unknown) => {
    log.warn({ error }, "a list's file broke off");
    // Already broken when its reader went away.
    writer.abort(error).catch(() => {});
  });
  return readable;
}

/** `fileStream` of what `batches` hands out, read in one transaction bound to the shop. */
export function listStream(
  db: Db,
  shop: ShopContext,
  {
    kind,
    heading,
    batches,
  }: {
    kind: FileKind;
    heading: readonly string[];
    batches: (client: Client) => AsyncIterable<Rows>;
  },
): ReadableStream<Uint8Array> {
  return fileStream(kind, heading, (take) =>
    inShop(db, shop.id, async (client) => {
      for await (const rows of batches(client)) await take(rows);
    }),
  );
}

/** How a browser takes such a file. */
export function fileResponse(
  body: ReadableStream<Uint8Array>,
  { kind, name }: { kind: FileKind; name: string },
): Response {
  const type = kind === "csv" ? "text/csv" : "application/json";
  return new Response(body, {
    headers: {
      "Content-Type": `${type}; charset=utf-8`,
      // A part of the name may come from the address.
      "Content-Disposition": `attachment; filename="${name.replace(/[^\w.-]+/g, "-")}.${kind}"`,
      "Cache-Control": "no-store",
    },
  });
}

/** `?format=json`, else csv. */
export const fileKind = (search: URLSearchParams): FileKind =>
  search.get("format") === "json" ? "json" : "csv";
