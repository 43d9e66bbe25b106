// All that is held about a person, for a data request.
import type { Client } from "../db.server.ts";
import { readContact } from "./contacts.server.ts";
import type { ContactDetails, ShopContext } from "./facts.ts";
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
  parcels: Row[];
  returns: Row[];
  /** What led to the orders. */
  touches: Row[];
  answers: Row[];
  /** Trials they took part in. */
  exposures: Row[];
};

const ofOrders = {
  lines: `select order_id, sku, title, quantity, gross, discounts from order_line
    where shop_id = $1 and order_id = any($2::text[]) order by order_id, position`,
  refunds: `select id, order_id, processed_at, amount, units from refund
    where shop_id = $1 and order_id = any($2::text[]) order by processed_at, id`,
  parcels: `select id, order_id, status, created_at, in_transit_at, delivered_at, carrier
    from fulfillment where shop_id = $1 and order_id = any($2::text[]) order by created_at, id`,
  returns: `select id, order_id, status, updated_at from return
    where shop_id = $1 and order_id = any($2::text[]) order by updated_at, id`,
  touches: `select order_id, first_channel, last_channel from order_touch
    where shop_id = $1 and order_id = any($2::text[]) order by order_id`,
} as const;

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
       postcode, gross, discounts, units, charged, payment_gateway from orders
     where shop_id = $1 and (customer_id = any($2::text[]) or id = any($3::text[]))
     order by processed_at, id`,
    [shop.id, ids, arrayLiteral(person.orderIds)],
  );
  const orderIds = arrayLiteral(orders.map(({ id }) => id));
  const read = (text: string) => run<Row>(client, text, [shop.id, orderIds]);
  const refs = orders.flatMap(({ id, name }) => [id, withoutHash(name)]);
  const answers = await run<Row>(
    client,
    `select order_ref, question, touchpoint, score, answered_at, text from answer
     where shop_id = $1 and order_ref = any($2::text[]) order by answered_at, question`,
    [shop.id, arrayLiteral(refs)],
  );
  const exposures = await run<Row>(
    client,
    `select e.of as what, x.person, x.arm, x.first_at from experiment_exposure x
     join experiment e on e.shop_id = x.shop_id and e.id = x.experiment
     where x.shop_id = $1 and x.person = any($2::text[]) order by x.first_at, x.experiment`,
    [shop.id, ids],
  );
  return {
    ...{ customerIds, contacts, customers, orders, answers, exposures },
    lines: await read(ofOrders.lines),
    refunds: await read(ofOrders.refunds),
    parcels: await read(ofOrders.parcels),
    returns: await read(ofOrders.returns),
    touches: await read(ofOrders.touches),
  };
}
