// All that is held about a person, for a data request.
import type { Client } from "../db.server.ts";
import { readContact } from "./contacts.server.ts";
import type { ContactDetails, ShopContext } from "./facts.ts";
import { patternsOf } from "./redact-patterns.ts";
import { refsNaming } from "./redact-refs.server.ts";
import { wordsNaming } from "./redact-words.server.ts";
import { customersOf, type PersonNamed } from "./redact.server.ts";
import { withoutHash } from "./writers/stored-orders.server.ts";
import { arrayLiteral, run } from "./writers/rows.server.ts";

type Row = Record<string, unknown>;
export type PersonHeld = {
  /** Every id the shop knows the person by. */
  customerIds: string[];
  contacts: ContactDetails[];
  customers: Row[];
  orders: (Row & { id: string; currency: string })[];
  lines: Row[];
  refunds: Row[];
  refundLines: Row[];
  parcels: Row[];
  parcelSteps: Row[];
  /** Until when parts of the orders were to be sent and to arrive. */
  promises: Row[];
  returns: Row[];
  /** What was done with the orders, and when. */
  events: Row[];
  /** What carriers billed for labels of the orders. */
  labels: Row[];
  /** What led to the orders. */
  touches: Row[];
  answers: Row[];
  /** What was typed and names the person: tasks, notes, rows of files that were refused. */
  words: Row[];
  /** Trials they took part in. */
  exposures: Row[];
};

/** By ids of orders as $2. */
const ofOrders = {
  lines: `select order_id, sku, title, quantity, gross, discounts from order_line
    where shop_id = $1 and order_id = any($2::text[]) order by order_id, position`,
  refunds: `select id, order_id, processed_at, amount, units from refund
    where shop_id = $1 and order_id = any($2::text[]) order by processed_at, id`,
  refundLines: `select r.order_id, l.refund_id, l.quantity, l.amount, l.restock_type
    from refund_line l join refund r on r.shop_id = $1 and r.id = l.refund_id
    where l.shop_id = $1 and r.order_id = any($2::text[]) order by l.refund_id, l.position`,
  parcels: `select id, order_id, status, created_at, in_transit_at, delivered_at, due_at, promised_at,
      carrier
    from fulfillment where shop_id = $1 and order_id = any($2::text[]) order by created_at, id`,
  parcelSteps: `select order_id, fulfillment_id, status, happened_at from fulfillment_event
    where shop_id = $1 and order_id = any($2::text[]) order by happened_at, id`,
  promises: `select order_id, status, fulfill_by, deliver_by from fulfillment_order
    where shop_id = $1 and order_id = any($2::text[]) order by order_id, id`,
  returns: `select id, order_id, status, updated_at from return
    where shop_id = $1 and order_id = any($2::text[]) order by updated_at, id`,
  events: `select order_id, action, by_app, by_user, created_at from order_event
    where shop_id = $1 and order_id = any($2::text[]) order by created_at, id`,
  touches: `select order_id, first_channel, first_campaign, last_channel, last_campaign
    from order_touch where shop_id = $1 and order_id = any($2::text[]) order by order_id`,
} as const;

/** By what orders, or the person, are called as $2; of a parcel by ids of orders as $3. */
const labelCosts = `select order_ref, day, carrier, round(amount)::bigint as amount from label_cost
  where shop_id = $1 and (order_ref = any($2::text[]) or order_ref = '' and parcel_key in (
    select parcel_key from fulfillment where shop_id = $1 and order_id = any($3::text[])))
  order by day, label`;
const answersTo = `select order_ref, question, touchpoint, score, answered_at, text from answer
  where shop_id = $1 and order_ref = any($2::text[]) order by answered_at, question`;

/** Money in minor units. Empty lists when nothing is held. */
export async function readPerson(
  client: Client,
  shop: ShopContext,
  person: PersonNamed,
): Promise<PersonHeld> {
  const customerIds = await customersOf(client, shop, person);
  const ids = arrayLiteral(customerIds);
  const contacts: ContactDetails[] = [];
  for (const id of customerIds) {
    const details = await readContact(client, shop, id);
    if (details) contacts.push(details);
  }
  const customers = await run<Row>(
    client,
    `select id, state, created_at, updated_at, sale_opt_out from customer
     where shop_id = $1 and id = any($2::text[]) order by id`,
    [shop.id, ids],
  );
  const orders = await run<PersonHeld["orders"][number] & { name: string }>(
    client,
    `select id, name, processed_at, cancelled_at, financial_status, currency, channel, region,
       postcode, gross, discounts, units, charged, payment_gateway, weight_grams, location_id,
       customer_order_index, presentment_currency, presentment_net, fulfilled_at from orders
     where shop_id = $1 and (customer_id = any($2::text[]) or id = any($3::text[]))
     order by processed_at, id`,
    [shop.id, ids, arrayLiteral(person.orderIds)],
  );
  const orderIds = arrayLiteral(orders.map(({ id }) => id));
  const read = (text: string) => run<Row>(client, text, [shop.id, orderIds]);
  const { email, phone } = person;
  const patterns = patternsOf([...contacts, { email, phone, firstName: null, lastName: null }]);
  const called = await refsNaming(client, shop, patterns.contacts);
  const ofOrder = orders.flatMap(({ id, name }) => [id, withoutHash(name)]);
  const refs = arrayLiteral([...ofOrder, ...called]);
  const exposures = await run<Row>(
    client,
    `select e.of as what, x.person, x.arm, x.first_at from experiment_exposure x
     join experiment e on e.shop_id = x.shop_id and e.id = x.experiment
     where x.shop_id = $1 and x.person = any($2::text[]) order by x.first_at, x.experiment`,
    [shop.id, ids],
  );
  return {
    ...{ customerIds, contacts, customers, orders, exposures },
    lines: await read(ofOrders.lines),
    refunds: await read(ofOrders.refunds),
    refundLines: await read(ofOrders.refundLines),
    parcels: await read(ofOrders.parcels),
    parcelSteps: await read(ofOrders.parcelSteps),
    promises: await read(ofOrders.promises),
    returns: await read(ofOrders.returns),
    events: await read(ofOrders.events),
    labels: await run<Row>(client, labelCosts, [shop.id, refs, orderIds]),
    answers: await run<Row>(client, answersTo, [shop.id, refs]),
    words: await wordsNaming(client, shop, patterns),
    touches: await read(ofOrders.touches),
  };
}
