// What only the ledger can tell of a file of spend: campaigns that stand there under another name, and
// money in other currencies that waits for a rate.
import type { Client } from "../db.server.ts";
import type { Fact, ShopContext } from "../ledger/facts.ts";
import { findRenamed, readUnconverted } from "../ledger/writers/spend.server.ts";
import type { Problem, Source } from "./sources/source.ts";
import { waitsForRate } from "./sources/spend.ts";

type Piece = { line: number; rows: number; facts: Fact[] };

/** The pieces without spend that is there already under another name, and what to do about it. */
export async function withoutRenamed<P extends Piece>(
  client: Client,
  shop: ShopContext,
  pieces: readonly P[],
): Promise<{ pieces: readonly P[]; problems: Problem[] }> {
  const facts = pieces.flatMap((piece) => piece.facts.filter((fact) => fact.kind === "spend"));
  if (facts.length === 0) return { pieces, problems: [] };
  const renamed = await findRenamed(client, shop, facts);
  if (renamed.length === 0) return { pieces, problems: [] };
  const before = new Map(renamed.map((each): [Fact, string] => [each.fact, each.before]));
  const problems: Problem[] = [];
  const kept = pieces.map((piece) => {
    const gone = piece.facts.filter((fact) => before.has(fact));
    for (const fact of gone) {
      if (fact.kind !== "spend") continue;
      const got = `campaign: got "${fact.name}" with exactly what "${before.get(fact)}" cost on ${fact.day}`;
      const todo =
        "if it was renamed, add the campaign's id to the export; if both ran, export both in one file";
      problems.push({ line: piece.line, reason: `${got}, expected each campaign once; ${todo}` });
    }
    const facts = piece.facts.filter((fact) => !before.has(fact));
    return { ...piece, facts, rows: Math.max(0, piece.rows - gone.length) };
  });
  return { pieces: kept, problems };
}

/** Told with the report of a file of spend or rates. */
export async function spendNotes(
  client: Client,
  shop: ShopContext,
  { kind }: Source,
): Promise<Problem[]> {
  if (kind !== "spend" && kind !== "rates") return [];
  return (await readUnconverted(client, shop)).map((each) => waitsForRate(each, shop));
}
