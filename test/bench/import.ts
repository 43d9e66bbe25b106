// An order file through the command line's own path: read, written, measured.
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";
import { openDatabase } from "../../app/db.server.ts";
import { importFile } from "../../app/ingest/import.server.ts";
import { figure } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { benchShop } from "./seed.ts";

const orders = 50_000;
const ordersPerDay = 2_740;

export async function* bench(home: string): AsyncIterable<Figure> {
  const db = await openDatabase({ home });
  try {
    const shop = await benchShop(db, "import.myshopify.com");
    const file = join(home, "orders.csv");
    const rows = await writeOrders(file);
    const started = performance.now();
    const first = await importFile(db, shop, { file, kind: "orders" });
    const seconds = (performance.now() - started) / 1000;
    const again = await importFile(db, shop, { file, kind: "orders" });
    yield figure("import", "orders of a CSV, measures included", orders / seconds, {
      unit: "1/s",
      atLeast: 1_000,
    });
    yield figure("import", "rows not taken", rows - first.accepted, { unit: "rows", atMost: 0 });
    yield figure("import", "rows changed by the same file again", again.accepted, {
      unit: "rows",
      atMost: 0,
    });
  } finally {
    await db.close();
  }
}

/** Two lines an order on average, 20 k customers, 20 regions. Answers the number of data rows. */
async function writeOrders(file: string): Promise<number> {
  const out = createWriteStream(file);
  const header =
    "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at," +
    "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem requires shipping," +
    "Shipping Province,Shipping Country,Id,Source";
  out.write(`${header}\n`);
  let rows = 0;
  for (let order = 0; order < orders; order += 1) {
    const at = new Date(Date.UTC(2026, 0, 1) + (order / ordersPerDay) * 86_400_000).toISOString();
    const lines = 1 + (order % 3);
    const subtotal = (20 * lines).toFixed(2);
    for (let line = 0; line < lines; line += 1) {
      const item = `1,Product ${(order + line) % 200},20.00,SKU-${(order + line) % 200},true`;
      const head =
        line === 0
          ? `paid,USD,${subtotal},0.00,0.00,${subtotal},${at},${item},S${order % 20},US,${900_000 + order},web`
          : `,,,,,,,${item},,,,`;
      const email = `person${order % 20_000}@example.com`;
      if (!out.write(`#${order},${email},${head}\n`)) await once(out, "drain");
      rows += 1;
    }
  }
  out.end();
  await once(out, "finish");
  return rows;
}
