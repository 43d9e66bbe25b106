// Every file that leaves, of a shop in which each text begins as a formula does.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { exportShop } from "../../app/ledger/export.server.ts";
import { endpoints } from "../../app/routes/api.v1.$/endpoints.ts";
import { setRuntime } from "../../app/runtime.server.ts";
import { freshDatabase } from "../database.ts";
import { told } from "./told.ts";
import { fillShop, type FilledShop } from "./two-shops.ts";

vi.mock("../../app/shopify.server.ts", () => ({
  authenticate: {
    admin: async (request: Request) => ({
      session: { shop: request.headers.get("x-signed-in") },
      sessionToken: { sub: "1" },
      admin: { graphql: () => Promise.reject(new Error("not asked for")) },
    }),
  },
}));

type Args = { request: Request; params: Record<string, string>; context: object };
type Route = { loader?: (args: Args) => unknown };
const files = import.meta.glob<Route>([
  "../../app/routes/app.export.$path.ts",
  "../../app/routes/*.export.ts",
]);

let db: Db;
let shop: FilledShop;
beforeAll(async () => {
  db = await freshDatabase();
  setRuntime({ db, wake: async () => {} });
  shop = await fillShop(db, "=cmd");
}, 120_000);
afterAll(() => db?.close());

/** Cells as a spreadsheet takes them (RFC 4180). */
function cellsOf(csv: string): string[] {
  return [...csv.matchAll(/(?<=^|,|\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?=,|\r?\n|$)/g)].map(
    ([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain,
  );
}

const runs = (cell: string) => /^[=+\-@\t\r\n]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell);

test("no cell of any file begins as a formula does", async () => {
  const faults: string[] = [];
  const named = new Set<string>();
  const look = (where: string, csv: string) => {
    const cells = cellsOf(csv);
    faults.push(...cells.filter(runs).map((cell) => `${where}: ${cell}`));
    if (cells.some((cell) => cell.startsWith("'=cmd"))) named.add(where);
  };
  for (const [path, load] of Object.entries(files)) {
    const { loader } = await load();
    const paths = path.includes("$path") ? endpoints.map((each) => each.path) : [""];
    for (const asked of paths) {
      const query =
        "format=csv&period=custom&first=2026-03-01&last=2026-03-31&id=net-sales&by=product";
      const request = new Request(`https://app.test/x?${query}`, {
        headers: { "x-signed-in": shop.domain },
      });
      const text = await told(() => loader!({ request, params: { path: asked }, context: {} }));
      if (text.startsWith("200 ")) look(`${path.split("/").at(-1)} ${asked}`, text.slice(4));
    }
  }
  const folder = mkdtempSync(join(tmpdir(), "fourfold-formulas-"));
  await inShop(db, shop.id, (client) => exportShop(client, shop, { folder, now: new Date() }));
  for (const name of readdirSync(folder).filter((each) => each.endsWith(".csv")))
    look(name, readFileSync(join(folder, name), "utf8"));
  rmSync(folder, { recursive: true });
  expect(faults).toEqual([]);
  // Files without such a text would prove nothing.
  expect([...named]).toEqual(
    expect.arrayContaining(
      ["app.products.export.ts ", "product.csv", "order_line.csv", "task.csv"].slice(0, 3),
    ),
  );
  expect(named.size).toBeGreaterThan(8);
});
