// A fulfillment as Shopify sends it: alone (fulfillments/*) or inside its order.
import { z } from "zod";
import type { FulfillmentInput } from "../counting/order-input.ts";
import { id, instant, optionalId, optionalInstant, text } from "./fields.ts";

export const fulfillmentBody = z.object({
  id,
  order_id: optionalId,
  status: text,
  created_at: instant,
  updated_at: optionalInstant,
  location_id: optionalId,
  tracking_company: text,
  tracking_number: text,
  tracking_numbers: z
    .array(z.union([z.string(), z.number().transform(String)]))
    .nullish()
    .catch(null),
});

export function fulfillmentInput(body: z.output<typeof fulfillmentBody>): FulfillmentInput {
  return {
    id: body.id,
    status: body.status ?? "",
    createdAt: body.created_at,
    updatedAt: body.updated_at,
    locationId: body.location_id,
    carrier: body.tracking_company,
    tracking: body.tracking_numbers?.[0] ?? body.tracking_number,
  };
}
