// How a buyer came to an order, as Shopify's journey of the last 30 days tells it: its first and its
// last visit. Orders of the online store alone have one, and it is ready some time after the order.
import { z } from "zod";
import type { Visit } from "../../ledger/marketing-channel.ts";
import type { OrderInput } from "../counting/order-input.ts";

const visitFields = "{ landingPage referrerUrl utmParameters { source medium campaign } }";
export const journeyFields = `customerJourneySummary {
        customerOrderIndex ready firstVisit ${visitFields} lastVisit ${visitFields}
      }`;

const text = z
  .string()
  .nullish()
  .transform((value) => value || null);

const visitNode = z
  .object({
    landingPage: text,
    referrerUrl: text,
    utmParameters: z.object({ source: text, medium: text, campaign: text }).nullish(),
  })
  .nullish()
  .transform((visit): Visit | null =>
    visit
      ? {
          landingPage: visit.landingPage,
          referrer: visit.referrerUrl,
          utm: visit.utmParameters ?? null,
        }
      : null,
  );

export type Journey = {
  customerOrderIndex: number | null;
  ready: boolean;
  first: Visit | null;
  last: Visit | null;
};

export const journeyNode = z
  .object({
    customerOrderIndex: z.number().int().nullish(),
    ready: z.boolean().nullish(),
    firstVisit: visitNode,
    lastVisit: visitNode,
  })
  .nullish()
  .transform((value): Journey | null =>
    value
      ? {
          customerOrderIndex: value.customerOrderIndex ?? null,
          ready: value.ready ?? false,
          first: value.firstVisit,
          last: value.lastVisit,
        }
      : null,
  );

export function visitsOf({ ready, first, last }: Journey): NonNullable<OrderInput["visits"]> {
  return { grade: ready ? 3 : 1, seen: [first, last] };
}

/** True while Shopify still puts the journey together: worth asking again. */
export const isPending = (journey: Journey | null): boolean => journey !== null && !journey.ready;
