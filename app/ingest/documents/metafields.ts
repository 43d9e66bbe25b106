// Lists beside products, as metafields: app-owned ones (their definitions are in shopify.app.toml) and
// the one that Shopify's Search & Discovery reads. Two apps may write that one, so it is only written
// while it still holds what we wrote (compareDigest).
import { z } from "zod";

export const metafieldsSetQuery = `
mutation PlaceLists($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) {
    metafields { compareDigest }
    userErrors { field message code elementIndex }
  }
}`;

export const metafieldsDeleteQuery = `
mutation TakeListsAway($metafields: [MetafieldIdentifierInput!]!) {
  metafieldsDelete(metafields: $metafields) { userErrors { field message } }
}`;

export const metafieldQuery = `
query PlacedList($id: ID!, $namespace: String!, $key: String!) {
  product(id: $id) { metafield(namespace: $namespace, key: $key) { value compareDigest } }
}`;

/** Of one call, by Shopify's limit. */
export const mostMetafields = 25;

/** A list may name so many products: what Search & Discovery shows. */
export const listedAtMost = 10;

export type MetafieldPlace = { namespace: string; key: string };

export const fieldPlaces = {
  recommended: { namespace: "$app", key: "recommended" },
  instead: { namespace: "$app", key: "instead" },
  complementary: {
    namespace: "shopify--discovery--product_recommendation",
    key: "complementary_products",
  },
} as const satisfies Record<string, MetafieldPlace>;

export const listType = "list.product_reference";

const userError = z.object({
  field: z.array(z.string()).nullish(),
  message: z.string().nullish(),
  code: z.string().nullish(),
  elementIndex: z.number().int().nullish(),
});

const setAnswer = z.object({
  metafieldsSet: z
    .object({
      metafields: z.array(z.object({ compareDigest: z.string() })).nullish(),
      userErrors: z.array(userError),
    })
    .nullable(),
});

export type SetFault = {
  /** Which of those sent; null where Shopify does not say. */
  index: number | null;
  code: string;
  words: string;
  /** The product itself is gone. */
  isOwnerGone: boolean;
};

/** @throws z.ZodError for an answer of another shape. */
export function readSetAnswer(data: unknown): { digests: string[]; faults: SetFault[] } {
  const { metafieldsSet } = setAnswer.parse(data);
  if (!metafieldsSet) return { digests: [], faults: [nothingAnswered] };
  return {
    digests: (metafieldsSet.metafields ?? []).map(({ compareDigest }) => compareDigest),
    faults: metafieldsSet.userErrors.map((error) => ({
      index: error.elementIndex ?? indexIn(error.field ?? []),
      code: error.code ?? "",
      words: error.message ?? "refused without a word",
      isOwnerGone: (error.field ?? []).at(-1) === "ownerId",
    })),
  };
}

const nothingAnswered: SetFault = {
  ...{ index: null, code: "", words: "Shopify answered nothing", isOwnerGone: false },
};

function indexIn(field: readonly string[]): number | null {
  const at = field.find((part) => /^\d+$/.test(part));
  return at === undefined ? null : Number(at);
}

const deleteAnswer = z.object({
  metafieldsDelete: z.object({ userErrors: z.array(userError) }).nullable(),
});

/** Shopify's words against it; null when they are gone. @throws z.ZodError for another shape. */
export function readDeleteAnswer(data: unknown): string | null {
  const { metafieldsDelete } = deleteAnswer.parse(data);
  if (!metafieldsDelete) return nothingAnswered.words;
  return metafieldsDelete.userErrors.map(({ message }) => message).join("; ") || null;
}

const metafieldAnswer = z.object({
  product: z
    .object({
      metafield: z.object({ value: z.string(), compareDigest: z.string() }).nullable(),
    })
    .nullable(),
});

/** What it holds now; null for nothing. @throws z.ZodError for another shape. */
export const readMetafield = (data: unknown) =>
  metafieldAnswer.parse(data).product?.metafield ?? null;

/** Products a message names by their gid. */
export const productsNamed = (words: string) =>
  [...words.matchAll(/gid:\/\/shopify\/Product\/(\d+)/g)].map(([, id]) => id!);
