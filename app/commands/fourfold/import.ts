import { stat } from "node:fs/promises";
import { importExported } from "../../ingest/exported/import.server.ts";
import { copyTargets, readManifest } from "../../ingest/exported/settings.server.ts";
import { importOpened, openImport } from "../../ingest/import.server.ts";
import { laterKinds, sources } from "../../ingest/sources/index.ts";
import { kpiById } from "../../kpis/index.ts";
import { log } from "../../log.server.ts";
import { recompute } from "../../measures/recompute.server.ts";
import { refreshStock } from "../../scorecard/stock-refresh.server.ts";
import { needed, readCurrency, readOptions, readShop, readZone, UsageError } from "./command.ts";
import type { Command, Terminal } from "./command.ts";
import { knownShop, shopFor, withDatabase } from "./with-shop.ts";

const options = {
  shop: { type: "string" },
  file: { type: "string" },
  kind: { type: "string" },
  "time-zone": { type: "string" },
  currency: { type: "string" },
  only: { type: "string" },
  help: { type: "boolean" },
} as const;

const kinds = sources.map(({ kind }) => kind);

function readKind(kind: string | undefined): string | null {
  if (kind === undefined) return null;
  if (kinds.includes(kind)) return kind;
  const why = laterKinds.includes(kind) ? ", which cannot be imported yet" : "";
  throw new UsageError(`got --kind ${kind}${why}, expected one of ${kinds.join(", ")}`);
}

/** Header names of one kind, or of all. */
function help(kind: string | null) {
  const shown = sources.filter((source) => kind === null || source.kind === kind);
  return shown.map(({ kind: name, words, columns }) => ({
    kind: name,
    words,
    columns: Object.values(columns).map((column) => ({
      name: column.names[0],
      ...(column.names.length > 1 ? { also: column.names.slice(1) } : {}),
      required: column.required ?? false,
      words: column.words,
    })),
  }));
}

const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** A shop from the folder that `fourfold export` wrote. */
async function importFolder(
  terminal: Terminal,
  { folder, domain, ...given }: { folder: string; domain: string } & Given,
): Promise<object> {
  const head = await readManifest(folder);
  return withDatabase(terminal, async (db) => {
    const timeZone = given.timeZone ?? head.timeZone;
    const currency = given.currency ?? head.currency;
    const shop = await shopFor(db, domain, { timeZone, currency }, head.currency);
    const now = terminal.now();
    const report = await importExported(db, shop, { folder, now });
    if (await refreshStock(db, shop, { now })) await recompute(db, shop, { asOf: now });
    return report;
  });
}

/** What one store aims at for another, which keeps its own facts. */
async function importTargets(
  terminal: Terminal,
  { folder, domain }: { folder: string; domain: string },
): Promise<object> {
  const { currency } = await readManifest(folder);
  return withDatabase(terminal, async (db) => {
    const shop = await knownShop(db, domain);
    return copyTargets(db, shop, { folder, currency, unitOf: (id) => kpiById(id)?.unit });
  });
}

type Given = { timeZone?: string | undefined; currency?: string | undefined };

export const importCommand: Command = {
  usage:
    `import --shop S --file F [--kind ${kinds.join("|")}] [--time-zone Z] [--currency C]\n` +
    "  fourfold import [--kind K] --help   header names\n" +
    "  fourfold import --shop S --file DIR   what fourfold export wrote, into another shop\n" +
    "  fourfold import --shop S --file DIR --only targets   what that shop aims at, and nothing else",
  words: "reads a file into a shop; the same file again changes nothing",
  async run(args, terminal) {
    const given = readOptions(args, options);
    const kind = readKind(given.kind);
    if (given.help) return kind === null ? help(null) : help(kind)[0];
    const domain = readShop(given.shop);
    const path = needed(given.file, "file", "a CSV file");
    const timeZone = readZone(given["time-zone"]);
    const currency = readCurrency(given.currency);
    if (given.only !== undefined && given.only !== "targets")
      throw new UsageError(`got --only ${given.only}, expected --only targets`);
    if (given.only) return importTargets(terminal, { folder: path, domain });
    if (await isFolder(path)) {
      return importFolder(terminal, { folder: path, domain, timeZone, currency });
    }
    const file = await openImport(path, kind);
    return withDatabase(terminal, async (db) => {
      const shop = await shopFor(db, domain, { timeZone, currency }, file.currency);
      const { kind: read } = file.source;
      const start = performance.now();
      log.info({ kind: read, zoneOfTimesWithoutOffset: shop.timeZone }, "import begins");
      const report = await importOpened(db, shop, file, { now: terminal.now() });
      // No worker may be running: what lies in stock, and is worth something else now, is counted here.
      if (await refreshStock(db, shop, { now: terminal.now() })) {
        await recompute(db, shop, { asOf: terminal.now() });
      }
      const { problems: _, ...counts } = report;
      log.info({ ...counts, seconds: (performance.now() - start) / 1000 }, "import done");
      return report;
    });
  },
};
