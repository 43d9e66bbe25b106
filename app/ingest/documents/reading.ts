// document  a published GraphQL query, valid on the Admin schema of shopify.app.toml's version
// call      one request: a document and its variables
// reading   what a batch of ids became: facts, the ids Shopify no longer knows, and those of which it
//           will know more soon
//
// A reader is a generator: it yields calls and is handed each call's `data`. So paging stays pure,
// and whoever runs it owns the network, the waiting and the tries.

import { z } from "zod";
import type { Fact, ShopContext } from "../../ledger/facts.ts";
import { gidDigits } from "../exact-json.ts";
import type { RefetchKind } from "../topics/topic.ts";

export type Call = { query: string; variables: Record<string, unknown> };

export type Reading = { facts: Fact[]; missing: string[]; pending?: string[] };

export type Refetcher = {
  kind: RefetchKind;
  /** Ids that fit into one call: at most 250, and at most 1,000 points by the linear cost rule. */
  idsPerCall: number;
  /**
   * @param ids digits, at most `idsPerCall`
   * @param readAt the instant before the first call, so that what happens meanwhile counts as newer
   * @throws z.ZodError when Shopify's answer is not what its schema promises.
   */
  read(ids: string[], shop: ShopContext, readAt: Date): Generator<Call, Reading, unknown>;
};

/** A gid of Shopify's from its digits. */
export function gidOf(type: string, id: string): string {
  return `gid://shopify/${type}/${id}`;
}

export const gid = z.string().transform((value, context) => {
  const digits = gidDigits(value);
  if (digits === null) context.addIssue({ code: "custom", message: "expected a gid" });
  return digits ?? "";
});

/** `{ id }` of a thing that may be gone or unreadable, as digits. */
export const reference = z
  .object({ id: gid })
  .nullish()
  .transform((value) => value?.id ?? null);

export const time = z.iso.datetime({ offset: true }).transform((value) => new Date(value));
export const optionalTime = time.nullish().transform((value) => value ?? null);

export const shopMoney = z
  .object({ shopMoney: z.object({ amount: z.string() }) })
  .transform((value) => value.shopMoney.amount);

export const bothMoneys = z
  .object({
    shopMoney: z.object({ amount: z.string() }),
    presentmentMoney: z.object({ amount: z.string() }),
  })
  .transform((value) => ({
    shop: value.shopMoney.amount,
    presentment: value.presentmentMoney.amount,
  }));

export const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });

/** Ids that were asked for and did not come. */
export function missingOf(asked: string[], found: { id: string }[]): string[] {
  const known = new Set(found.map((each) => each.id));
  return asked.filter((id) => !known.has(id));
}

/** The nodes of `nodes(ids:)` that were found; Shopify answers null, or an empty object of another type. */
export function readNodes<T extends z.ZodType<{ id: string }>>(
  node: T,
  data: unknown,
): z.output<T>[] {
  const { nodes } = z.object({ nodes: z.array(z.unknown()) }).parse(data);
  return nodes
    .filter((each) => typeof each === "object" && each !== null && "id" in each)
    .map((each) => node.parse(each));
}
