import { defineMeasure } from "./measure.ts";
import { event, eventOrder } from "./sources/event.ts";

export const appEvents = defineMeasure({
  id: "app-events",
  source: event,
  kind: "sum",
  value: "1",
  where: "by_app",
});
export const userEvents = defineMeasure({
  id: "user-events",
  source: event,
  kind: "sum",
  value: "1",
  where: "not by_app",
});

// For the interval of app events ÷ (app + user events), the order being the unit. Not stored.
export const eventOrders = defineMeasure({
  id: "event-orders",
  source: eventOrder,
  kind: "sum",
  value: "1",
});
export const appEventsSquared = defineMeasure({
  id: "app-events-squared",
  source: eventOrder,
  kind: "sum",
  value: "by_apps",
  times: "by_apps",
});
export const eventsSquared = defineMeasure({
  id: "events-squared",
  source: eventOrder,
  kind: "sum",
  value: "events",
  times: "events",
});
export const appEventsTimesEvents = defineMeasure({
  id: "app-events-times-events",
  source: eventOrder,
  kind: "sum",
  value: "by_apps",
  times: "events",
});

export const handlingMeasures = [
  appEvents,
  userEvents,
  eventOrders,
  appEventsSquared,
  eventsSquared,
  appEventsTimesEvents,
] as const;
