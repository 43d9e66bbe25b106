import { createHash } from "node:crypto";
import { inShop, type Client, type Db } from "../db.server.ts";
import { dayIn, startOfDay } from "../ledger/day.ts";
import { analyzeGrown } from "../ledger/database/statistics.server.ts";
import type { Fact, ShopContext } from "../ledger/facts.ts";
import { contentHash } from "../ledger/hash.ts";
import { knownFacts } from "../ledger/known.server.ts";
import { locationNamed } from "../ledger/location.ts";
import { readLocations } from "../ledger/locations.server.ts";
import { personNames } from "../ledger/person.server.ts";
import { writeFacts } from "../ledger/write.server.ts";
import { recompute } from "../measures/recompute.server.ts";
import { groupRows, type Group } from "./files/groups.server.ts";
import { guessSource, placesIn } from "./files/header.ts";
import { hash32, seen, type Seen } from "./files/seen.ts";
import { FileRefused, openTable, type Table } from "./files/table.server.ts";
import { sources } from "./sources/index.ts";
import { labelNotes, withoutBilled } from "./label-check.server.ts";
import type { Places, Problem, Row, Scope, Source } from "./sources/source.ts";
import { spendNotes, withoutRenamed } from "./spend-check.server.ts";

/** Data rows: those that changed something, those refused, those that changed nothing. */
export type ImportReport = {
  accepted: number;
  rejected: number;
  unchanged: number;
  problemsTotal: number;
  /** Physical lines, the header being 1. */
  problems: Problem[];
};

/** Told after each batch how far the import is; the batch after the next waits for it. */
export type OnBatch = (report: Readonly<ImportReport>) => Promise<void>;

/** A file whose header fits its kind. */
export type OpenFile = { table: Table; source: Source; places: Places; currency: string | null };

const mostProblems = 1000;
/** Groups (orders, parcels, …) and rows in one transaction, whichever is reached first. */
const groupsAtOnce = 2000;
const rowsAtOnce = 20_000;
/** Ten years of 270 campaigns a day. */
const mostRowsWhole = 1_000_000;

/** The first currency that the file names within its first piece. */
async function findCurrency(table: Table, place: number | undefined): Promise<string | null> {
  if (place === undefined) return null;
  for await (const piece of table.rows()) {
    const named = piece.map(({ cells }) => cells[place]?.trim().toUpperCase() ?? "");
    const currency = named.find((name) => /^[A-Z]{3}$/.test(name));
    if (currency || piece.length > 0) return currency ?? null;
  }
  return null;
}

/**
 * Opens a file and finds out what it is. @param kind null: by its header
 * @throws FileRefused without a file, without a header that fits, with a needed column missing
 */
export async function openImport(file: string, kind: string | null): Promise<OpenFile> {
  const asked = kind === null ? sources : sources.filter((each) => each.kind === kind);
  const isHeader = (cells: string[]) => asked.some((each) => !("wrong" in placesIn(cells, each)));
  const table = await openTable(file, isHeader);
  const source = kind === null ? guessSource(table.header, sources) : asked[0];
  if (!source) {
    const header = table.header.slice(0, 12).join(", ");
    const kinds = sources.map((known) => known.kind).join(", ");
    throw new FileRefused(
      `got the header ${header}, expected one of ${kinds}; name it with --kind`,
    );
  }
  const places = placesIn(table.header, source);
  if ("wrong" in places) {
    throw new FileRefused(
      `${file} as ${source.kind}: ${places.wrong}; see --kind ${source.kind} --help`,
    );
  }
  const own = source.forFile?.(table.header, await readRows(table, source), places) ?? source;
  const currency = (await findCurrency(table, places.currency)) ?? own.currency ?? null;
  return { table, source: own, places, currency };
}

/** A file that is read as a whole before its rows are; none of that kind has more rows. */
async function readRows(table: Table, { kind }: Source): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const piece of table.rows()) {
    for (const { line, cells } of piece) rows.push({ line, cells });
    if (rows.length > mostRowsWhole) {
      const got = `got more than ${mostRowsWhole} rows in ${table.file} as ${kind}`;
      throw new FileRefused(`${got}, expected fewer; export some months at a time`);
    }
  }
  return rows;
}

type Piece = { line: number; rows: number; facts: Fact[] };

/** Answers may be told twice in one file: a later one loses to what this very import wrote. */
const answerKeys = ({ facts }: Piece): number[] =>
  facts.flatMap((fact) =>
    fact.kind === "answer" ? [hash32(`${fact.orderRef} ${fact.question} ${fact.touchpoint}`)] : [],
  );

/**
 * Writes what is new of a batch; rows count as accepted when any of their facts is new.
 * @param written answers of this import, which make no row "unchanged"
 */
async function writeBatch(
  client: Client,
  shop: ShopContext,
  given: readonly Piece[],
  { report, written }: { report: ImportReport; written: Seen },
): Promise<void> {
  const renamed = await withoutRenamed(client, shop, given);
  leaveOut(renamed.problems, report);
  const { pieces, problems } = await withoutBilled(client, shop, renamed.pieces);
  leaveOut(problems, report);
  const facts = pieces.flatMap((piece) => piece.facts);
  const known = await knownFacts(client, shop, facts);
  tell(await labelNotes(client, shop, pieces), report);
  const fresh = facts.filter((fact) => !known.has(fact));
  if (fresh.length > 0) await writeFacts(client, shop, fresh);
  for (const piece of pieces) {
    const keys = answerKeys(piece);
    const isOld = piece.facts.every((fact) => known.has(fact));
    if (isOld && !keys.some((key) => written.has(key))) report.unchanged += piece.rows;
    else report.accepted += piece.rows;
    if (!isOld) keys.forEach((key) => written.add(key));
  }
}

/** A thing with a broken row is left out whole: half an order would be a wrong number. */
function refuse({ rows, problems }: Group, source: Source, report: ImportReport): void {
  const broken = new Set(problems.map(({ line }) => line));
  const others = rows.filter(({ line }) => !broken.has(line));
  const first = problems[0]?.line ?? 0;
  const reason = `left out with line ${first}: rows that share their ${source.groupBy} are taken together`;
  const all = [...problems, ...others.map(({ line }) => ({ line, reason }))];
  report.rejected += rows.length;
  tell(all, report);
}

function tell(problems: readonly Problem[], report: ImportReport): void {
  report.problemsTotal += problems.length;
  for (const problem of problems) {
    if (report.problems.length < mostProblems) report.problems.push(problem);
  }
}

/** Rows that are left out alone. */
function leaveOut(problems: readonly Problem[], report: ImportReport): void {
  report.rejected += problems.length;
  tell(problems, report);
}

type Named = Pick<Scope, "place" | "person" | "location">;

function scopeOf(shop: ShopContext, now: Date, named: Named): Scope {
  const version = (hash: string) => ({ updatedAt: new Date(0), triggeredAt: now, hash });
  return {
    ...named,
    shop,
    today: startOfDay(dayIn(now, shop.timeZone), shop.timeZone),
    version: (content) => version(contentHash(content)),
    versionOfText(text) {
      const hash = createHash("sha1").update(`${shop.timeZone} ${shop.currency}\n${text}`);
      return version(hash.digest("hex"));
    },
  };
}

/** Opens and imports: `importOpened` after `openImport`. @param kind null: by the header */
export async function importFile(
  db: Db,
  shop: ShopContext,
  { file, kind }: { file: string; kind: string | null },
  { now = new Date() }: { now?: Date } = {},
): Promise<ImportReport> {
  return importOpened(db, shop, await openImport(file, kind), { now });
}

/**
 * Reads a file into the ledger and recomputes what changed. Streamed: memory is bounded, whatever
 * the file's size; each batch is one transaction, so an import that is cut off is resumed by running
 * it again. The same file again writes nothing.
 */
export async function importOpened(
  db: Db,
  shop: ShopContext,
  { table, source, places }: OpenFile,
  { now, onBatch }: { now: Date; onBatch?: OnBatch },
): Promise<ImportReport> {
  const report: ImportReport = {
    accepted: 0,
    rejected: 0,
    unchanged: 0,
    problemsTotal: 0,
    problems: [],
  };
  const { groups, place } = await groupRows(table, source, places);
  const { person, locations } = await inShop(db, shop.id, async (client) => ({
    person: await personNames(client, shop),
    locations: await readLocations(client, shop),
  }));
  const location = (called: string) => locationNamed(locations, called);
  const scope = scopeOf(shop, now, { place, person, location });
  const written = seen();
  let batch: Piece[] = [];
  let batchRows = 0;
  let writing: Promise<void> = Promise.resolve();

  /** One batch is written while the next is read. */
  async function flush(): Promise<void> {
    const pieces = batch;
    batch = [];
    batchRows = 0;
    await writing;
    writing = inShop(db, shop.id, (client) =>
      writeBatch(client, shop, pieces, { report, written }),
    ).then(() => onBatch?.(report));
    writing.catch(() => {});
  }

  for await (const some of groups()) {
    for (const group of some) {
      const taken = group.problems.length > 0 ? null : source.take(group.rows, places, scope);
      if (taken && "facts" in taken) {
        const { facts, apart = [] } = taken;
        leaveOut(apart, report);
        const rows = group.rows.length - apart.length;
        batch.push({ line: group.rows[0]?.line ?? 0, rows, facts });
        batchRows += group.rows.length;
        if (batch.length >= groupsAtOnce || batchRows >= rowsAtOnce) await flush();
      } else refuse(taken ? { ...group, problems: taken.problems } : group, source, report);
    }
  }
  await flush();
  await writing;
  tell(source.notes ?? [], report);
  tell(await inShop(db, shop.id, (client) => spendNotes(client, shop, source)), report);
  report.problems.sort((a, b) => a.line - b.line);
  if (report.accepted > 0) await analyzeGrown(db.owner);
  await recompute(db, shop, { asOf: now });
  return report;
}
