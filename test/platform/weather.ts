// What goes wrong on demand. Tests set it over the control address (control.ts); by default all is
// well. Counted faults use themselves up.
import { z } from "zod";

const share = z.number().min(0).max(1);
const count = z.number().int().min(0);

export const Weather = z.strictObject({
  /** The next so many Admin API requests get this status instead of an answer. */
  failing: z.strictObject({ status: z.number().int().min(400).max(599), times: count }),
  /** The next so many Admin API requests are never answered. */
  silent: count,
  /** The next so many Admin API requests are refused as THROTTLED, the bucket emptied. */
  throttled: count,
  /** Whether Search & Discovery's metafields may be written by an app. Default true. */
  discovery: z.boolean(),
  bulk: z.strictObject({
    /** How operations end. Default completed. */
    ends: z.enum(["completed", "failed", "canceled", "expired"]),
    errorCode: z.enum(["ACCESS_DENIED", "INTERNAL_SERVER_ERROR", "TIMEOUT"]).nullable(),
    /** For how many operations the two above hold; then they complete again. Default all. */
    times: count.nullable(),
    /** Lines that an operation which did not complete leaves as partial data; null for none. */
    partialLines: count.nullable(),
    /** Before it begins to run, and while it runs. Default at once. */
    startMs: count,
    runMs: count,
    /** Results are not there any more: 403, as an address that is over. */
    gone: z.boolean(),
    /** Downloads break off after so many bytes; null for none. */
    tornAfter: count.nullable(),
    /** The next so many are refused, because one is in progress already. */
    inProgress: count,
    /** So many of the app's five places are taken by operations that somebody else began. */
    taken: count,
    /** Whether bulk_operations/finish is sent. Default true. */
    finishWebhook: z.boolean(),
  }),
  webhooks: z.strictObject({
    /** Shares of deliveries that are sent twice (same webhook id) or never. */
    duplicate: share,
    lose: share,
    /** Deliveries change places within so many. Default 1: none does. */
    reorder: z.number().int().min(1),
    /** Deliveries are held back so long at most. */
    lateMs: count,
  }),
});

export type Weather = z.output<typeof Weather>;

export const WeatherChange = Weather.extend({
  bulk: Weather.shape.bulk.partial(),
  webhooks: Weather.shape.webhooks.partial(),
}).partial();

export type WeatherChange = z.output<typeof WeatherChange>;

export const fair = (): Weather => ({
  failing: { status: 503, times: 0 },
  silent: 0,
  throttled: 0,
  discovery: true,
  bulk: {
    ends: "completed",
    errorCode: null,
    times: null,
    partialLines: null,
    startMs: 0,
    runMs: 0,
    gone: false,
    tornAfter: null,
    inProgress: 0,
    taken: 0,
    finishWebhook: true,
  },
  webhooks: { duplicate: 0, lose: 0, reorder: 1, lateMs: 0 },
});

/** Changes the weather in place: everybody holds the same one. */
export function changeWeather(weather: Weather, change: WeatherChange): void {
  const { bulk, webhooks, ...rest } = change;
  Object.assign(weather, rest);
  Object.assign(weather.bulk, bulk);
  Object.assign(weather.webhooks, webhooks);
}
