// What becomes of an order: paid, tagged, edited, cancelled, shipped, carried, answered, sent back.
// Everything is planned on the agenda, so that it happens in the order of time, and told as it does.
import * as after from "./after-sale.ts";
import type { Agenda } from "./agenda.ts";
import { carriers } from "./catalogue.ts";
import type { FulfillmentPayload, LinePayload, OrderPayload } from "./payloads.ts";
import type { Random } from "./random.ts";
import type { Stockroom } from "./stockroom.ts";
import { levelKey, variantOf, type Store } from "./store.ts";
import { answerSurvey } from "./survey.ts";
import { warehouse } from "./order.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** Planted shares and times. */
export const habits = {
  cancelled: 0.018,
  edited: 0.02,
  tagged: 0.3,
  split: 0.06,
  untracked: 0.06,
  attempted: 0.03,
  returned: 0.05,
  returnDeclined: 0.12,
  restocked: 0.75,
  goodwill: 0.006,
  goodwillCents: 500,
  hoursToShip: { median: 21, sigma: 0.55 },
  /** Share of parcels and tags that an app's rules do by themselves, first and last day. */
  automated: { from: 0.42, to: 0.7 },
};

/** What a webhook of the store says. */
export type Tell = (topic: string, body: unknown, at: Date) => void;

export type LifeOptions = {
  store: Store;
  random: Random;
  agenda: Agenda;
  stockroom: Stockroom;
  tell: Tell;
  /** Share of the history that is over at an instant; above 1 after its end. */
  progress: (at: Date) => number;
};

export type Life = {
  /** Plans what becomes of a fresh order. */
  begin(order: OrderPayload, at: Date): void;
  /** Ships what is still there to ship; null when nothing is. */
  ship(order: OrderPayload, at: Date, by: after.By): FulfillmentPayload | null;
  /** Takes units back and tells so. */
  giveBack(
    order: OrderPayload,
    backs: after.Back[],
    at: Date,
    restockType: after.RestockType,
  ): void;
};

export function createLife(options: LifeOptions): Life {
  const { store, random, agenda, stockroom, tell, progress } = options;

  /** Levels of the lines' items, after stock moved. */
  function tellLevels(lines: LinePayload[], locationId: number, at: Date): void {
    for (const line of lines) {
      const level = store.levels.get(levelKey(itemOf(line), locationId));
      if (level) tell("inventory_levels/update", levelBody(level), at);
    }
  }

  const automated = (at: Date) => {
    const { from, to } = habits.automated;
    return random.chance(from + (to - from) * Math.min(1, progress(at))) ? "app" : "user";
  };
  const placeOf = (order: OrderPayload) => order.location_id ?? warehouse;
  const itemOf = (line: LinePayload) => variantOf(store, line).inventory_item_id;

  function ship(
    order: OrderPayload,
    at: Date,
    by: after.By,
    lines = order.line_items.filter((line) => line.fulfillable_quantity > 0),
    carrier = carriers[0]!,
  ): FulfillmentPayload | null {
    if (order.cancelled_at || lines.length === 0) return null;
    for (const line of lines) {
      stockroom.ship(itemOf(line), placeOf(order), line.fulfillable_quantity, at);
    }
    const parcel = after.fulfill(store, order, at, by, { lines, carrier: carrier.name });
    tell("fulfillments/create", parcel, at);
    tell("orders/updated", order, at);
    return parcel;
  }

  function carry(order: OrderPayload, parcel: FulfillmentPayload, from: Date): void {
    const carrier = carriers.find(({ name }) => name === parcel.tracking_company)!;
    const slow = from.getUTCMonth() === 11 ? 1.3 : 1;
    const arrives =
      from.getTime() + random.around(carrier.medianHours * slow, carrier.sigma) * hour;
    const news = (status: string, at: number) =>
      agenda.plan(at, (now) =>
        tell("fulfillment_events/create", after.track(store, order, status, now, parcel), now),
      );
    news("in_transit", from.getTime() + Math.min(5 * hour, (arrives - from.getTime()) / 4));
    // Not before it was sent: nothing that changes would be older than it was.
    if (random.chance(habits.attempted)) {
      news("attempted_delivery", Math.max(from.getTime(), arrives - 20 * hour));
    }
    news("out_for_delivery", arrives - Math.min(3 * hour, (arrives - from.getTime()) / 4));
    if (random.chance(habits.untracked)) return;
    agenda.plan(arrives, (at) => {
      const event = after.track(store, order, "delivered", at, parcel);
      tell("fulfillment_events/create", event, at);
      if (parcel === order.fulfillments[0]) answerSurvey(store, random, order, at, agenda);
    });
    if (parcel === order.fulfillments[0]) afterArrival(order, arrives);
  }

  function afterArrival(order: OrderPayload, arrives: number): void {
    if (random.chance(habits.goodwill)) {
      agenda.plan(arrives + 2 * day, (at) => {
        const { goodwillCents: goodwill } = habits;
        tellRefund(order, after.refund(store, order, [], at, "no_restock", { goodwill }), at);
      });
      return;
    }
    if (!random.chance(habits.returned)) return;
    agenda.plan(arrives + random.around(6, 0.6) * day, (asked) => {
      const line = random.pick(order.line_items.filter((each) => each.current_quantity > 0));
      const backs = [{ line, quantity: random.whole(1, line.current_quantity) }];
      const reason = random.pick(["unwanted", "defective", "wrong_item", "other"]);
      const sent = after.requestReturn(store, order, backs, reason, asked);
      tell("returns/request", sent, asked);
      const declined = random.chance(habits.returnDeclined);
      agenda.plan(asked.getTime() + day, (at) => {
        after.moveReturn(order, sent, declined ? "declined" : "open", at);
        tell(declined ? "returns/decline" : "returns/approve", sent, at);
      });
      if (declined) return;
      agenda.plan(asked.getTime() + random.around(5, 0.4) * day + day, (at) => {
        giveBack(order, backs, at, random.chance(habits.restocked) ? "return" : "no_restock");
        after.moveReturn(order, sent, "closed", at);
        tell("returns/close", sent, at);
      });
    });
  }

  function tellRefund(order: OrderPayload, body: unknown, at: Date): void {
    tell("refunds/create", body, at);
    tell("orders/updated", order, at);
  }

  function giveBack(
    order: OrderPayload,
    wanted: after.Back[],
    at: Date,
    restockType: after.RestockType,
  ): void {
    const backs = wanted
      .map(({ line, quantity }) => ({ line, quantity: Math.min(quantity, line.current_quantity) }))
      .filter(({ quantity }) => quantity > 0);
    if (backs.length === 0) return;
    for (const { line, quantity } of backs) {
      if (restockType === "no_restock") continue;
      if (restockType === "cancel") stockroom.ship(itemOf(line), placeOf(order), quantity, at);
      stockroom.giveBack(itemOf(line), placeOf(order), quantity, at);
    }
    tellRefund(order, after.refund(store, order, backs, at, restockType), at);
    if (restockType !== "no_restock") {
      tellLevels(
        backs.map(({ line }) => line),
        placeOf(order),
        at,
      );
    }
  }

  function handle(order: OrderPayload, at: Date): void {
    if (random.chance(habits.tagged)) {
      agenda.plan(at.getTime() + 60_000, (now) => {
        after.tag(
          store,
          order,
          random.pick(["gift", "regular", "first order"]),
          now,
          automated(now),
        );
        tell("orders/updated", order, now);
      });
    }
    if (random.chance(habits.cancelled)) {
      agenda.plan(at.getTime() + random.around(3, 0.6) * hour, (now) => {
        const backs = order.line_items.map((line) => ({ line, quantity: line.current_quantity }));
        after.cancel(store, order, now);
        giveBack(order, backs, now, "cancel");
        tell("orders/cancelled", order, now);
      });
      return;
    }
    const several = order.line_items.find((line) => line.quantity > 1);
    if (several && random.chance(habits.edited * 3)) {
      agenda.plan(at.getTime() + hour, (now) => {
        stockroom.ship(itemOf(several), placeOf(order), 1, now);
        stockroom.giveBack(itemOf(several), placeOf(order), 1, now);
        after.edit(store, order, several, now);
        tell("orders/edited", after.editBody(order, several), now);
        tell("orders/updated", order, now);
      });
    }
    const { median, sigma } = habits.hoursToShip;
    const carrier = random.weighted(carriers.map((each) => [each, each.share] as const));
    const isSplit = order.line_items.length > 1 && random.chance(habits.split);
    agenda.plan(at.getTime() + Math.max(1.5, random.around(median, sigma)) * hour, (now) => {
      const first = isSplit ? order.line_items.slice(0, 1) : undefined;
      const parcel = ship(order, now, automated(now), first, carrier);
      if (parcel) carry(order, parcel, now);
      if (!isSplit) return;
      agenda.plan(now.getTime() + 20 * hour, (later) => {
        const rest = ship(order, later, "user", undefined, carrier);
        if (rest) carry(order, rest, later);
      });
    });
  }

  return {
    ship: (order, at, by) => {
      const parcel = ship(order, at, by);
      if (parcel) carry(order, parcel, at);
      return parcel;
    },
    giveBack,
    begin(order, at) {
      after.note(store, order, "placed", at, "shop");
      for (const line of order.line_items) {
        stockroom.take(variantOf(store, line), placeOf(order), line.quantity, at);
      }
      tell("orders/create", order, at);
      tellLevels(order.line_items, placeOf(order), at);
      if (order.source_name === "pos") {
        ship(order, at, "shop");
        return;
      }
      if (order.financial_status === "voided") return;
      if (order.financial_status === "pending") {
        agenda.plan(at.getTime() + random.around(2, 0.5) * day, (now) => {
          if (order.financial_status !== "pending") return;
          after.pay(store, order, now);
          tell("orders/paid", order, now);
        });
      }
      handle(order, at);
    },
  };
}

export const levelBody = (level: {
  itemId: number;
  locationId: number;
  available: number;
  updatedAt: string;
}) => ({
  inventory_item_id: level.itemId,
  location_id: level.locationId,
  available: level.available,
  updated_at: level.updatedAt,
});

/** A promise in hours after the order, for ship and door; marketplaces and webs promise alike. */
export const promiseHours = { standard: [36, 96], express: [18, 48] } as const;

export function promise(store: Store, order: OrderPayload, random: Random): void {
  if (order.source_name === "shopify_draft_order") {
    store.promises.set(order.id, { fulfillBy: null, deliverBy: null });
    return;
  }
  const [ship, deliver] = promiseHours[random.chance(0.1) ? "express" : "standard"];
  const later = (hours: number) =>
    new Date(Date.parse(order.processed_at) + hours * hour).toISOString();
  store.promises.set(order.id, { fulfillBy: later(ship), deliverBy: later(deliver) });
}
