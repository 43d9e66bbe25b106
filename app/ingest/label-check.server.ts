// What only the ledger can tell of a file of labels: which of them are of no order that is known.
import type { Client } from "../db.server.ts";
import type { Fact, ShopContext } from "../ledger/facts.ts";
import { unknownRefs } from "../ledger/writers/label-costs.server.ts";
import type { Problem } from "./sources/source.ts";

type Piece = { line: number; facts: readonly Fact[] };

/** Told with the report; the labels are kept, and counted as soon as their order comes. */
export async function labelNotes(
  client: Client,
  shop: ShopContext,
  pieces: readonly Piece[],
): Promise<Problem[]> {
  const labels = pieces.flatMap(({ line, facts }) =>
    facts.flatMap((fact) => (fact.kind === "label-cost" ? [{ line, fact }] : [])),
  );
  if (labels.length === 0) return [];
  const unknown = await unknownRefs(
    client,
    shop,
    labels.map(({ fact }) => fact),
  );
  return labels
    .filter(({ fact }) => unknown.has(fact.orderRef))
    .map(({ line, fact }) => ({
      line,
      reason:
        `order: got "${fact.orderRef}", expected the Id or Name of an order that is known; ` +
        "correct it, or import the order: the label is kept and counts as soon as it is there",
    }));
}
