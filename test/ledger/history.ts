// Random small histories of a shop, for properties: few things, so that they collide.
import fc from "fast-check";
import type { Fact, OrderFact } from "../../app/ledger/facts.ts";
import {
  back,
  fileOrder,
  fulfillment,
  line,
  minute,
  order,
  product,
  refund,
  version,
} from "./make.ts";

const hour = (n: number) => minute(n * 60);
const pick = <T>(...values: T[]) => fc.constantFrom(...values);
/** Few things, so that histories collide. */
const orderId = pick("o1", "o2", "o3", "o4", "o5");
const copy = fc.integer({ min: 0, max: 6 });
const moment = fc.integer({ min: 0, max: 24 * 80 }).map(hour);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const lines = fc
  .array(
    fc.record({
      sku: maybe(pick("s1", "s2", "s3")),
      variantId: maybe(pick("v1", "v2", "v3")),
      quantity: fc.integer({ min: 0, max: 3 }),
      gross: fc.bigInt({ min: 0n, max: 3000n }),
      discounts: fc.bigInt({ min: 0n, max: 900n }),
      merchandise: fc.boolean(),
    }),
    { minLength: 0, maxLength: 3 },
  )
  .map((some) => some.map((each, position) => line(`l${position}`, { ...each, position })));

const orderOf = (id: fc.Arbitrary<string>) =>
  fc
    .record({
      id,
      n: copy,
      processedAt: moment,
      customerId: maybe(pick("c1", "c2", "c3", "c4")),
      customerOrderIndex: maybe(fc.integer({ min: 1, max: 3 })),
      test: fc.boolean().map((yes) => yes),
      financialStatus: pick("paid", "paid", "paid", "voided"),
      currency: pick("USD", "USD", "USD", "EUR"),
      channel: pick<OrderFact["channel"]>("online", "pos", "draft"),
      region: pick("US-CA", "unknown"),
      locationId: maybe(pick("p1", "p2")),
      fulfilledAt: maybe(moment),
      lines,
    })
    .map(({ id, n, ...changes }) => order(id, n, { ...changes, test: changes.test && n === 3 }));

/** A file's copy, keyed by Shopify's id or by its name, gives way to the API's order of that name. */
const fileOrders = fc
  .record({ id: pick("o1", "#o2", "#o3", "#o6"), n: copy, processedAt: moment, lines })
  .map(({ id, n, ...changes }) =>
    fileOrder(id, n, { name: `#${id.replace("#", "")}`, ...changes }),
  );

const fileRefunds = fc
  .record({
    orderId: pick("o1", "#o2", "#o3"),
    n: copy,
    processedAt: moment,
    amount: fc.bigInt({ min: 0n, max: 900n }),
  })
  .map(({ orderId, n, ...changes }) => {
    const fact = refund(`csv:${orderId}`, orderId, n, { source: "csv", lines: [], ...changes });
    return { ...fact, version: { ...fact.version, updatedAt: new Date(0) } };
  });

const refundOf = (id: fc.Arbitrary<string>) =>
  fc
    .record({
      id,
      n: copy,
      processedAt: moment,
      lines: fc.array(
        fc.record({
          lineId: pick("l0", "l1", "l2"),
          quantity: fc.integer({ min: 0, max: 3 }),
          restockType: pick("return", "cancel", "no_restock"),
          amount: fc.bigInt({ min: 0n, max: 900n }),
        }),
        { maxLength: 2 },
      ),
    })
    .map(({ id, n, ...changes }) =>
      refund(id, `o${id.slice(1)}`, n, {
        ...changes,
        lines: changes.lines.map((each) => back(each.lineId, each)),
      }),
    );

const parcelOf = (id: fc.Arbitrary<string>) =>
  fc
    .record({
      id,
      n: copy,
      status: pick("success", "success", "cancelled"),
      createdAt: moment,
      deliveredAt: maybe(moment),
      dueAt: maybe(moment),
      promisedAt: maybe(moment),
    })
    .map(({ id, n, ...changes }) => fulfillment(id, `o${id.slice(1)}`, n, changes));

const eventOf = (id: fc.Arbitrary<string>) =>
  fc
    .record({ id, at: moment, status: pick("delivered", "in_transit") })
    .map(({ id, at, status }) => ({
      kind: "fulfillment-event" as const,
      id,
      fulfillmentId: `f${id.slice(1)}`,
      orderId: `o${id.slice(1)}`,
      status,
      happenedAt: at,
    }));

const answers = fc
  .record({
    orderRef: pick("o1", "o2", "o6"),
    question: pick("nps", "csat"),
    score: fc.integer({ min: 1, max: 5 }),
    answeredAt: moment,
    text: maybe(pick("good", "bad")),
  })
  .map((each) => ({ kind: "answer" as const, touchpoint: "checkout" as const, ...each }));

const others: fc.Arbitrary<Fact> = fc.oneof(
  fc
    .record({
      kind: fc.constant("cost" as const),
      item: pick("sku:s1", "sku:s2", "inventory:i1", "inventory:i2"),
      validFrom: moment,
      // One amount an instant: a file's correction of the same instant is the one that came last.
      amount: fc.constant(""),
    })
    .map((each) => ({
      ...each,
      amount: String(((each.validFrom.getTime() / 3_600_000) % 7) + 0.5),
    })),
  fc
    .record({ n: copy, s1: pick("s1", "s2"), i1: maybe(pick("i1", "i2")), both: fc.boolean() })
    .map(({ n, s1, i1, both }) =>
      product("p", n, { v1: [s1, i1], ...(both ? { v2: ["s3", "i2"] } : {}) }),
    ),
  fc
    .record({ id: pick("p1", "p2"), n: copy, region: pick("US-NY", "US-TX") })
    .map(({ id, n, region }) => ({
      kind: "location" as const,
      id,
      version: version(n, region),
      name: id,
      active: true,
      region,
    })),
  // Shopify merges a customer once: chains happen, forks do not.
  pick(["c1", "c2"], ["c2", "c4"], ["c3", "c4"]).map(([fromId = "", toId = ""]) => ({
    kind: "customer-merge" as const,
    fromId,
    toId,
  })),
  eventOf(pick("e1", "e2", "e3")),
  fc
    .record({ id: pick("w1", "w2"), n: copy, by: maybe(moment), deliver: maybe(moment) })
    .map(({ id, n, by, deliver }) => ({
      kind: "fulfillment-order" as const,
      id,
      orderId: `o${id.slice(1)}`,
      version: version(n, [by, deliver]),
      status: n === 6 ? "cancelled" : "open",
      fulfillBy: by,
      deliverBy: deliver,
    })),
  orderId.map((id) => ({
    kind: "order-event" as const,
    id: `event ${id}`,
    orderId: id,
    action: "edit",
    byApp: true,
    byUser: false,
    createdAt: hour(id.charCodeAt(1)),
  })),
  fc.constant({ kind: "deleted" as const, what: "product" as const, id: "p", at: hour(1) }),
  pick("o3", "o4").map((id) => ({
    kind: "deleted" as const,
    what: "order" as const,
    id,
    at: hour(1),
  })),
);

export const history = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: orderOf(orderId) },
    { weight: 2, arbitrary: fileOrders },
    { weight: 1, arbitrary: fileRefunds },
    { weight: 2, arbitrary: refundOf(pick("r1", "r2", "r3")) },
    { weight: 2, arbitrary: parcelOf(pick("f1", "f2", "f3")) },
    { weight: 2, arbitrary: answers },
    { weight: 5, arbitrary: others },
  ),
  { minLength: 1, maxLength: 30 },
);

/** An order told once, with all that hangs on it; the first five are those of `history`. */
const wholeOrder = (n: number) => {
  const some = <T>(value: fc.Arbitrary<T>) => fc.array(value, { maxLength: 1 });
  const id = (kind: string) => fc.constant(`${kind}${n}`);
  return fc
    .tuple(
      orderOf(id("o")).map((fact) => [fact]),
      some(refundOf(id("r"))),
      some(parcelOf(id("f"))),
      some(eventOf(id("e"))),
    )
    .map((facts): Fact[] => facts.flat());
};

/** A shop's orders as a history that is read at once tells them: each once, by ascending id. */
export const wholeOrders: fc.Arbitrary<Fact[][]> = fc
  .tuple(...Array.from({ length: 9 }, (_, n) => fc.option(wholeOrder(n + 1), { nil: [] })))
  .map((orders) => orders.filter((facts) => facts.length > 0));
