// Metafields of products as the Admin API takes them: all of a call or none. An app's own namespace
// follows the definitions of its configuration file. Codes are those of the schema; the words are ours
// where no source for Shopify's was seen.
import { createHash } from "node:crypto";
import { GraphQLError } from "graphql";
import type { Metafield, Store } from "./store.ts";
import type { Weather } from "./weather.ts";

export type SetInput = {
  ownerId: string;
  namespace?: string | null;
  key: string;
  type?: string | null;
  value: string;
  /** Left out: written whatever is there. Null: only where nothing is. */
  compareDigest?: string | null;
};
type Place = { ownerId: string; namespace?: string | null; key: string };

const mostInACall = 25;
const mostInAList = 128;
const discovery = "shopify--discovery--product_recommendation";
/** `$app`, also by leaving it out, is the app's own. */
const own = "$app";

const keyOf = ({ ownerId, namespace, key }: Place) => `${ownerId} ${namespace ?? own} ${key}`;
const digestOf = (value: string) => createHash("sha256").update(value).digest("hex");

/** Type by key of `[product.metafields.app.<key>]`. */
export function readDefinitions(toml: string): Map<string, string> {
  const sections = toml.matchAll(
    /^\[product\.metafields\.app\.([\w-]+)\]\n((?:(?!^\[)[^\n]*\n?)*)/gm,
  );
  return new Map(
    [...sections].map(([, key, body]) => [key!, /^type\s*=\s*"([^"]+)"/m.exec(body!)?.[1] ?? ""]),
  );
}

export function metafieldNode(
  store: Store,
  ownerId: string,
  { namespace, key }: Omit<Place, "ownerId">,
) {
  const held = store.metafields.get(keyOf({ ownerId, key, namespace: namespace ?? own }));
  return held ? { ...held, __typename: "Metafield", compareDigest: digestOf(held.value) } : null;
}

type Fault = { field: string; code: string; message: string };
type World = {
  definitions: ReadonlyMap<string, string>;
  scopes: () => string[];
  weather: Weather;
};

export function createMetafields(store: Store, { definitions, scopes, weather }: World) {
  const isProduct = (gid: string) =>
    /^gid:\/\/shopify\/Product\/\d+$/.test(gid) &&
    store.products.has(Number(gid.split("/").at(-1)));

  function mayWrite(): void {
    if (scopes().includes("write_products")) return;
    throw new GraphQLError("Access denied for metafieldsSet field.", {
      extensions: { code: "ACCESS_DENIED", requiredAccess: "write_products" },
    });
  }

  function faultOf(input: SetInput): Fault | null {
    const { ownerId, key, value } = input;
    const namespace = input.namespace ?? own;
    const wrong = (field: string, code: string, message: string) => ({ field, code, message });
    if (!isProduct(ownerId)) return wrong("ownerId", "INVALID", "Owner does not exist.");
    if (!/^[\w-]{2,64}$/.test(key)) return wrong("key", "INVALID", "is not a key");
    if (namespace === discovery && !weather.discovery) {
      const words =
        "Access to this namespace and key on Metafields for this resource type is not allowed.";
      return wrong("namespace", "APP_NOT_AUTHORIZED", words);
    }
    const defined = namespace === own ? definitions.get(key) : "list.product_reference";
    const type = input.type ?? defined;
    if (!type) return wrong("type", "BLANK", "can't be blank");
    if (defined !== undefined && type !== defined) {
      return wrong(
        "type",
        "INVALID_TYPE",
        `must be consistent with the definition's type: ${defined}`,
      );
    }
    const before = store.metafields.get(keyOf(input));
    if (input.compareDigest !== undefined) {
      const there = before ? digestOf(before.value) : null;
      if (input.compareDigest !== there) {
        return wrong(
          "compareDigest",
          "STALE_OBJECT",
          "The resource has been updated since it was loaded.",
        );
      }
    }
    return type === "list.product_reference" ? listFault(value) : null;
  }

  function listFault(value: string): Fault | null {
    const fault = (message: string) => ({ field: "value", code: "INVALID_VALUE", message });
    let list: unknown;
    try {
      list = JSON.parse(value);
    } catch {
      return fault("Value must be a JSON array of product references.");
    }
    if (!Array.isArray(list) || list.length === 0) return fault("Value can't be an empty list.");
    if (list.length > mostInAList) return fault(`Value must have at most ${mostInAList} entries.`);
    const missing = list.find((gid) => !isProduct(String(gid)));
    return missing === undefined
      ? null
      : fault(`Value references non-existent resource ${String(missing)}.`);
  }

  return {
    set({ metafields }: { metafields: SetInput[] }) {
      mayWrite();
      if (metafields.length > mostInACall) {
        const message = `Exceeded the maximum metafields input limit of ${mostInACall}.`;
        const code = "LESS_THAN_OR_EQUAL_TO";
        return { metafields: [], userErrors: [{ field: ["metafields"], message, code }] };
      }
      const userErrors = metafields.flatMap((input, index) => {
        const fault = faultOf(input);
        if (!fault) return [];
        const field = ["metafields", String(index), fault.field];
        return [{ ...fault, field, elementIndex: index }];
      });
      if (userErrors.length > 0) return { metafields: [], userErrors };
      const written = metafields.map((input): Metafield => {
        const namespace = input.namespace ?? own;
        const type = input.type ?? definitions.get(input.key) ?? "";
        return { ownerId: input.ownerId, namespace, key: input.key, type, value: input.value };
      });
      for (const metafield of written) store.metafields.set(keyOf(metafield), metafield);
      return {
        metafields: written.map((each) => metafieldNode(store, each.ownerId, each)),
        userErrors: [],
      };
    },
    delete({ metafields }: { metafields: Place[] }) {
      mayWrite();
      const deletedMetafields = metafields.map((place) =>
        store.metafields.delete(keyOf(place)) ? place : null,
      );
      return { deletedMetafields, userErrors: [] };
    },
  };
}
