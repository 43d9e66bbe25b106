// inventory_items/* and inventory_levels/*.
import { z } from "zod";
import { inventoryItemFacts, stockLevelFact } from "../counting/inventory.ts";
import { decimal, flag, heardOf, id, optionalInstant, text } from "./fields.ts";
import { defineTopic } from "./topic.ts";
import type { Topic } from "./topic.ts";

const itemBody = z.object({
  id,
  sku: text,
  cost: decimal.nullish(),
  tracked: flag,
  updated_at: optionalInstant,
});

const items = ["create", "update"].map((name) =>
  defineTopic({
    topic: `inventory_items/${name}`,
    scope: "read_inventory",
    schema: itemBody,
    read(body, meta, shop) {
      const { sku, tracked, cost } = body;
      const item = { id: body.id, updatedAt: body.updated_at, sku, tracked, cost: cost ?? null };
      return { facts: inventoryItemFacts(item, shop.currency, heardOf(meta)) };
    },
  }),
);

const itemDeleted = defineTopic({
  topic: "inventory_items/delete",
  scope: "read_inventory",
  schema: z.object({ id }),
  read: (body, meta) => ({
    facts: [{ kind: "deleted", what: "inventory-item", id: body.id, at: meta.triggeredAt }],
  }),
});

const levelBody = z.object({
  inventory_item_id: id,
  location_id: id,
  available: z.number().int().nullish(),
  updated_at: optionalInstant,
});

/** A disconnected level may be connected again, so it is no longer active rather than gone. */
const levels = ["connect", "update", "disconnect"].map((name) =>
  defineTopic({
    topic: `inventory_levels/${name}`,
    scope: "read_inventory",
    schema: levelBody,
    read(body, meta) {
      const active = name !== "disconnect";
      const level = {
        inventoryItemId: body.inventory_item_id,
        locationId: body.location_id,
        active,
        available: active ? (body.available ?? null) : null,
        onHand: null,
        committed: null,
        incoming: null,
        updatedAt: body.updated_at,
      };
      return { facts: [stockLevelFact(level, heardOf(meta))] };
    },
  }),
);

export const inventoryTopics: Topic[] = [...items, itemDeleted, ...levels];
