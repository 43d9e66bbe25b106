// Many rows without holding them all.
import type { Client } from "../db.server.ts";

/** Rows held at a time. */
export const rowsAtOnce = 500;

/** The rows of a query, a few hundred at a time, within the transaction of `client`; one such query at once. */
export async function* rowsOf<Row extends object>(
  client: Client,
  text: string,
  values: readonly unknown[],
): AsyncIterable<Row[]> {
  await client.query(`declare listed no scroll cursor for ${text}`, [...values]);
  for (;;) {
    const { rows } = await client.query<Row>(`fetch ${rowsAtOnce} from listed`);
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query("close listed");
}
