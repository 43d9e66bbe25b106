// topic     one kind of delivery: what its body must hold and what it says
// taken     what one delivery gives: facts, things to read again at Shopify, things to do
// refetch   a wish: read this thing by id, because the body lacks part of it
// action    something other than a fact: privacy, uninstall, scopes

import type { z } from "zod";
import type { ContactDetails, Fact, ShopContext } from "../../ledger/facts.ts";

export type DeliveryMeta = {
  topic: string;
  webhookId: string;
  triggeredAt: Date;
  receivedAt: Date;
};

/**
 * `promise` is the thin reading of an order: its fulfillment orders only, many orders a call;
 * `fulfillment-order` reads one by its own id, where nobody says of which order it is.
 */
export type RefetchKind =
  "order" | "promise" | "fulfillment-order" | "refund" | "customer" | "product" | "inventory-item";
export type Refetch = { kind: RefetchKind; id: string };

/** A person as a privacy request names them; any of it may be missing, never all. */
export type Person = {
  customerId: string | null;
  email: string | null;
  phone: string | null;
  orderIds: string[];
};

export type Action =
  | { kind: "uninstalled" }
  | { kind: "scopes"; scopes: string[] }
  | { kind: "shop-changed"; timeZone: string | null; currency: string | null; name: string | null }
  | { kind: "bulk-finished"; id: string; status: string; errorCode: string | null }
  | ({ kind: "data-request"; requestId: string | null } & Person)
  | ({ kind: "redact-customer"; knownAs: ContactDetails[] } & Person)
  | { kind: "redact-shop" };

export type Taken = { facts: Fact[]; refetch: Refetch[]; actions: Action[] };

export type Topic = {
  topic: string;
  /** The scope a subscription needs; null where Shopify states none. */
  scope: string | null;
  /**
   * Pure: the same body, meta and shop give the same answer.
   * @throws WrongShape when the body lacks what this topic cannot do without.
   */
  toFacts(body: unknown, meta: DeliveryMeta, shop: ShopContext): Taken;
};

/** A known topic whose body is not what Shopify documents; the delivery is parked with this. */
export class WrongShape extends Error {
  got: string;
  expected: string;
  todo: string;

  constructor(shape: { got: string; expected: string; todo: string }) {
    super(`got ${shape.got}, expected ${shape.expected}: ${shape.todo}`);
    this.name = "WrongShape";
    this.got = shape.got;
    this.expected = shape.expected;
    this.todo = shape.todo;
  }
}

/** Builds a topic from its schema and the reading of a body that fits. */
export function defineTopic<S extends z.ZodType>(declared: {
  topic: string;
  scope: string | null;
  schema: S;
  read(body: z.output<S>, meta: DeliveryMeta, shop: ShopContext): Partial<Taken>;
}): Topic {
  const { topic, scope, schema, read } = declared;
  return {
    topic,
    scope,
    toFacts(body, meta, shop) {
      const parsed = schema.safeParse(body);
      if (!parsed.success) throw wrongShape(topic, body, parsed.error);
      return { facts: [], refetch: [], actions: [], ...read(parsed.data, meta, shop) };
    },
  };
}

const shown = 3;

/** Names fields and their types, never their values: a reason is stored and must hold nothing personal. */
function wrongShape(topic: string, body: unknown, error: z.ZodError): WrongShape {
  const missing = error.issues
    .slice(0, shown)
    .map((issue) => `${issue.path.join(".") || "body"} (${issue.message})`);
  const more = error.issues.length > shown ? ` and ${error.issues.length - shown} more` : "";
  return new WrongShape({
    got: described(body),
    expected: `a ${topic} body with ${missing.join(", ")}${more}`,
    todo: "check the subscription's API version and include_fields, then send the delivery again",
  });
}

function described(body: unknown): string {
  if (body === null) return "null";
  if (Array.isArray(body)) return "a list";
  if (typeof body !== "object") return `a ${typeof body}`;
  const keys = Object.keys(body);
  if (keys.length === 0) return "an empty object";
  return `an object with ${keys.slice(0, 8).join(", ")}${keys.length > 8 ? ", …" : ""}`;
}
