import { inShop, type Client, type Db } from "../db.server.ts";
import { csvCell } from "../ledger/csv.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { log } from "../log.server.ts";

/** Rows held at a time. */
export const rowsAtOnce = 500;

/** The rows of a query, a few hundred at a time, within the transaction of `client`. */
export async function* rowsOf<Row extends object>(
  client: Client,
  text: string,
  values: readonly unknown[],
): AsyncIterable<Row[]> {
  await client.query(`declare listed no scroll cursor for ${text}`, [...values]);
  for (;;) {
    const { rows } = await client.query<Row>(`fetch ${rowsAtOnce} from listed`);
    if (rows.length === 0) return;
    yield rows;
  }
}

/**
 * A CSV file as it is made: a heading, then what `batches` hands out, read in one transaction bound to
 * the shop. No faster than it is taken; given up when nobody takes it. A failure on the way breaks it off.
 */
export function csvStream(
  db: Db,
  shop: ShopContext,
  {
    heading,
    batches,
  }: {
    heading: readonly string[];
    batches: (client: Client) => AsyncIterable<readonly (readonly unknown[])[]>;
  },
): ReadableStream<Uint8Array> {
  const { readable, writable } = new TextEncoderStream();
  const writer = writable.getWriter();
  const line = (cells: readonly unknown[]) => `${cells.map(csvCell).join(",")}\r\n`;
  async function write(): Promise<void> {
    await writer.write(line(heading));
    await inShop(db, shop.id, async (client) => {
      for await (const rows of batches(client)) await writer.write(rows.map(line).join(""));
    });
    await writer.close();
  }
  write().catch((error: unknown) => {
    log.warn({ error, shop: shop.domain }, "a list's file broke off");
    // Already broken when its reader went away.
    writer.abort(error).catch(() => {});
  });
  return readable;
}
