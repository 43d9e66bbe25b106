// One batch of lists on its way to Shopify. A call takes all of its lists or none, so those it refuses
// are left out and the rest is sent again.
import { createHash } from "node:crypto";
import type { Placed, PlacedField } from "../ledger/recommend/placement.server.ts";
import { askPatiently, type Asking } from "./backfill/ask.server.ts";
import {
  fieldPlaces,
  listType,
  metafieldQuery,
  metafieldsDeleteQuery,
  metafieldsSetQuery,
  productsNamed,
  readDeleteAnswer,
  readMetafield,
  readSetAnswer,
  type SetFault,
} from "./documents/metafields.ts";
import { gidOf } from "./documents/reading.ts";

export type Change = {
  product: string;
  field: PlacedField;
  /** Empty: the list is to be taken away. */
  ids: readonly string[];
  hash: string;
  /** What was noted of it last. */
  before: Placed | null;
};

export type Outcome = { change: Change } & (
  | { is: "sent"; digest: string | null }
  /** Taken away, or its product is gone. */
  | { is: "gone" }
  /** Somebody else wrote it: theirs stays. */
  | { is: "kept" }
  /** The metafield is not ours to write in this shop. */
  | { is: "not-ours"; words: string }
  | { is: "refused"; words: string }
);

/** SHA-256 of a list: what is compared to know whether it changed. */
export const hashOf = (ids: readonly string[]) =>
  createHash("sha256").update(ids.join(" ")).digest("hex");

const ownerOf = ({ product }: Change) => gidOf("Product", product);
const valueOf = (ids: readonly string[]) => JSON.stringify(ids.map((id) => gidOf("Product", id)));
/** Only there somebody else writes, too. */
const isShared = ({ field }: Change) => field === "complementary";

const inputOf = (change: Change) => ({
  ownerId: ownerOf(change),
  ...fieldPlaces[change.field],
  type: listType,
  value: valueOf(change.ids),
  ...(isShared(change) ? { compareDigest: change.before?.digest ?? null } : {}),
});

/** At most 25. Throws Refused when Shopify lets nothing in, and what the network throws. */
export async function sendLists(all: readonly Change[], asking: Asking): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let left = [...all];
  while (left.length > 0) {
    const variables = { metafields: left.map(inputOf) };
    const answer = await askPatiently({ query: metafieldsSetQuery, variables }, asking);
    const { digests, faults } = readSetAnswer(answer);
    if (faults.length === 0) {
      outcomes.push(
        ...left.map((change, at) => ({
          ...{ change, is: "sent" as const },
          digest: isShared(change) ? (digests[at] ?? null) : null,
        })),
      );
      break;
    }
    const byChange = new Map(faults.map((fault) => [left[fault.index ?? -1], fault]));
    // A word against none of them in particular: each alone will show whose it is.
    if (byChange.has(undefined) && left.length > 1) {
      for (const change of left) outcomes.push(...(await sendLists([change], asking)));
      break;
    }
    const again: Change[] = [];
    for (const change of left) {
      const fault = byChange.get(change) ?? byChange.get(undefined);
      if (!fault) again.push(change);
      else {
        const outcome = await judge(change, fault, asking);
        if ("again" in outcome) again.push(outcome.again);
        else outcomes.push(outcome);
      }
    }
    const isRefusedThere = outcomes.some(({ is }) => is === "not-ours");
    left = again.filter((change) => !isRefusedThere || !isShared(change));
  }
  return outcomes;
}

async function judge(
  change: Change,
  { code, words, isOwnerGone }: SetFault,
  asking: Asking,
): Promise<Outcome | { again: Change }> {
  if (isOwnerGone) return { change, is: "gone" };
  if (isShared(change) && code === "APP_NOT_AUTHORIZED") return { change, is: "not-ours", words };
  if (code === "STALE_OBJECT") return whoseIsIt(change, asking);
  // A product of the list was deleted and nobody told us yet: the others can stand.
  const lost = new Set(productsNamed(words));
  const ids = change.ids.filter((id) => !lost.has(id));
  if (code === "INVALID_VALUE" && ids.length > 0 && ids.length < change.ids.length) {
    return { again: { ...change, ids, hash: hashOf(ids) } };
  }
  return { change, is: "refused", words: code === "" ? words : `${code}: ${words}` };
}

/** Ours when it holds what we sent or were about to: then a process died before it noted that. */
async function whoseIsIt(change: Change, asking: Asking): Promise<Outcome | { again: Change }> {
  const variables = { id: ownerOf(change), ...fieldPlaces[change.field] };
  const held = readMetafield(await askPatiently({ query: metafieldQuery, variables }, asking));
  if (held === null) return { change, is: "kept" };
  const hash = hashOf(productsNamed(held.value));
  if (hash === change.hash) return { change, is: "sent", digest: held.compareDigest };
  if (hash !== change.before?.hash) return { change, is: "kept" };
  return { again: { ...change, before: { ...change.before!, digest: held.compareDigest } } };
}

/** At most 25. Throws as `sendLists` does. */
export async function takeListsAway(all: readonly Change[], asking: Asking): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const ours: Change[] = [];
  for (const change of all) {
    if (!isShared(change)) ours.push(change);
    else {
      // Deleting takes no digest: what is there is looked at first.
      const seen = await whoseIsIt(change, asking);
      if ("again" in seen) ours.push(seen.again);
      else outcomes.push(seen.is === "kept" ? seen : { change, is: "gone" });
    }
  }
  if (ours.length === 0) return outcomes;
  const metafields = ours.map((change) => ({
    ownerId: ownerOf(change),
    ...fieldPlaces[change.field],
  }));
  const answer = await askPatiently(
    { query: metafieldsDeleteQuery, variables: { metafields } },
    asking,
  );
  const words = readDeleteAnswer(answer);
  return [
    ...outcomes,
    ...ours.map((change) =>
      words === null
        ? { change, is: "gone" as const }
        : { change, is: "refused" as const, words: `could not be taken away: ${words}` },
    ),
  ];
}
