// Starts the merchant's workflows that begin with our trigger (extensions/kpi-off-target).
import { z } from "zod";

export const flowTriggerQuery = `
mutation StartFlow($handle: String!, $payload: JSON!) {
  flowTriggerReceive(handle: $handle, payload: $payload) { userErrors { field message } }
}`;

/** The trigger's handle in its extension's settings. */
export const flowHandle = "kpi-off-target";
/** Flow takes less than this (trigger reference). */
export const mostPayloadBytes = 50_000;

/** Keys as in the extension's settings; numbers in the KPI's unit, money in major units. */
export type FlowPayload = {
  KPI: string;
  /** changed · missed its target · cost more than it brought, of a campaign: money */
  "What happened": string;
  "First day": string;
  "Last day": string;
  Value: number;
  Expected: number;
};

const answer = z.object({
  flowTriggerReceive: z
    .object({ userErrors: z.array(z.object({ message: z.string() })) })
    .nullable(),
});

/** Why Flow does not take it, in Shopify's words; null: it did. @throws z.ZodError for another shape. */
export function readRefusal(data: unknown): string | null {
  const { flowTriggerReceive } = answer.parse(data);
  if (!flowTriggerReceive) return "Shopify answered nothing";
  const words = flowTriggerReceive.userErrors.map(({ message }) => message);
  return words.length > 0 ? words.join("; ") : null;
}
