// What only the ledger can tell of a file of labels: which were billed before, and which are of no order
// that is known.
import type { Client } from "../db.server.ts";
import type { Fact, ShopContext } from "../ledger/facts.ts";
import type { LabelCostFact } from "../ledger/label-cost.ts";
import { findBilled, unknownLabels } from "../ledger/writers/label-costs.server.ts";
import type { Problem } from "./sources/source.ts";

type Piece = { line: number; rows: number; facts: readonly Fact[] };
type Line = { line: number; fact: LabelCostFact };

const linesOf = (pieces: readonly Piece[]): Line[] =>
  pieces.flatMap(({ line, facts }) =>
    facts.flatMap((fact) => (fact.kind === "label-cost" ? [{ line, fact }] : [])),
  );

/** Of a file's own lines those that tell of a charge again, with the day it was told for first. */
function toldTwice(lines: readonly Line[]): Map<LabelCostFact, string> {
  const first = new Map<string, LabelCostFact>();
  const again = new Map<LabelCostFact, string>();
  for (const { fact } of lines) {
    if (fact.parcelKey === undefined || fact.amount.startsWith("-")) continue;
    const key = `${fact.parcelKey} ${Number(fact.amount)}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, fact);
    else again.set(fact, before.day);
  }
  return again;
}

/**
 * The pieces without labels that were billed before: of one tracking number a charge of one amount counts
 * once, whatever file or day it is told by. Credits are never left out.
 */
export async function withoutBilled<P extends Piece>(
  client: Client,
  shop: ShopContext,
  pieces: readonly P[],
): Promise<{ pieces: readonly P[]; problems: Problem[] }> {
  const lines = linesOf(pieces);
  if (lines.length === 0) return { pieces, problems: [] };
  const charges = lines.filter(({ fact }) => !fact.amount.startsWith("-") && !isNothing(fact));
  const stored = await findBilled(
    client,
    shop,
    charges.map(({ fact }) => fact),
  );
  const again = new Map([...toldTwice(charges), ...stored]);
  const problems = charges.flatMap(({ line, fact }) => {
    const day = again.get(fact);
    if (day === undefined) return [];
    const got = `tracking_number: got "${fact.tracking}" with the amount that it was billed on ${day}`;
    const todo =
      "nothing to do if it is the same label; if the carrier billed it twice, tell one row with the sum";
    return [{ line, reason: `${got}, expected each label once; ${todo}` }];
  });
  const kept = pieces.map((piece) => {
    const facts = piece.facts.filter((fact) => fact.kind !== "label-cost" || !again.has(fact));
    const gone = piece.facts.length - facts.length;
    return gone === 0 ? piece : { ...piece, facts, rows: Math.max(0, piece.rows - gone) };
  });
  return { pieces: kept, problems };
}

/** Told as nothing it takes a label back, and is told of as many as there are. */
const isNothing = ({ amount }: LabelCostFact) => Number(amount) === 0;

/** Told with the report; the labels are kept, and counted as soon as their order comes. */
export async function labelNotes(
  client: Client,
  shop: ShopContext,
  pieces: readonly Piece[],
): Promise<Problem[]> {
  const lines = linesOf(pieces);
  const unknown = await unknownLabels(
    client,
    shop,
    lines.map(({ fact }) => fact),
  );
  return lines
    .filter(({ fact }) => unknown.has(fact))
    .map(({ line, fact }) => {
      const [got, expected, todo] =
        fact.orderRef === ""
          ? [`tracking_number: got "${fact.tracking}"`, "the number of a parcel", "the parcel"]
          : [`order: got "${fact.orderRef}"`, "the Id or Name of an order", "the order"];
      const kept = "the label is kept and counts as soon as it is there";
      return {
        line,
        reason: `${got}, expected ${expected} that is known; correct it, or import ${todo}: ${kept}`,
      };
    });
}
