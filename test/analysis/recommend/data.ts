// The public stores the recommendations are measured on, read in place.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { csvReader } from "../../../app/ingest/files/csv.ts";

const folder =
  process.env.FOURFOLD_DATA ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));

/** False where the data is not at hand; then its tests are skipped, and say so. */
export const hasData = existsSync(`${folder}/groceries`) && existsSync(`${folder}/online-retail`);

export function readReference<T>(store: "groceries" | "online-retail"): T {
  return JSON.parse(readFileSync(`${folder}/${store}/reference.json`, "utf8")) as T;
}

export function readRows(path: string): Record<string, string>[] {
  const bytes = readFileSync(`${folder}/${path}`);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const reader = csvReader(",");
  const [header, ...rows] = [...reader.push(text), ...reader.end()];
  const names = header?.cells ?? [];
  return rows.map(({ cells }) =>
    Object.fromEntries(names.map((name, place) => [name, cells[place] ?? ""])),
  );
}

/** Things by number, in the order of their names. */
export function numbered(names: Iterable<string>) {
  const sorted = [...new Set(names)].sort();
  return { names: sorted, numberOf: new Map(sorted.map((name, number) => [name, number])) };
}
