// The timelines of orders: who did a step, an app or a person. Shopify keeps them for one year and
// gives them page by page, oldest first; how far they were read is kept with each page, so reading
// goes on where it ended, and later only takes what is new.
import { z } from "zod";
import { inShop } from "../../db.server.ts";
import type { Db } from "../../db.server.ts";
import type { Fact, ShopContext } from "../../ledger/facts.ts";
import { writeFacts } from "../../ledger/write.server.ts";
import { recompute } from "../../measures/recompute.server.ts";
import { gidDigits } from "../exact-json.ts";
import { gid, pageInfo, time } from "../documents/reading.ts";
import { askPatiently } from "./ask.server.ts";
import type { Asking } from "./ask.server.ts";
import { orderEvents } from "./documents.ts";

const yearMs = 365 * 24 * 3_600_000;
/** Shopify may show an event a moment after its time: the last minutes are always read again. */
const overlapMs = 10 * 60_000;
/** One job's worth; the rest goes to the end of the line. */
const pagesAtOnce = 40;

export type EventsReport = { events: number; isDone: boolean };

const page = z.object({
  events: z.object({
    pageInfo,
    nodes: z.array(
      z.object({
        id: gid,
        action: z.string(),
        createdAt: time,
        attributeToApp: z.boolean(),
        attributeToUser: z.boolean(),
        subjectId: z.string().nullish(),
      }),
    ),
  }),
});

type EventNode = z.output<typeof page>["events"]["nodes"][number];

/** Comments, and events of something else than an order, are none. */
function eventFact(node: EventNode): Fact[] {
  const orderId = node.subjectId?.includes("/Order/") ? gidDigits(node.subjectId) : null;
  if (orderId === null) return [];
  return [
    {
      kind: "order-event",
      id: node.id,
      orderId,
      action: node.action,
      byApp: node.attributeToApp,
      byUser: node.attributeToUser,
      createdAt: node.createdAt,
    },
  ];
}

type Place = { upto: Date; cursor: string | null };

/**
 * Reads on from where the last reading ended, at most 40 pages of 250, and recomputes.
 * @throws when Shopify refuses or does not answer; what was read until then is kept.
 */
export async function readEvents(db: Db, shop: ShopContext, asking: Asking): Promise<EventsReport> {
  const startedAt = asking.now();
  const report = { events: 0, isDone: false };
  let place = await placeOf(db, shop, startedAt);
  for (let pages = 0; pages < pagesAtOnce && !report.isDone; pages += 1) {
    const variables = {
      query: `subject_type:ORDER created_at:>='${place.upto.toISOString()}'`,
      after: place.cursor,
    };
    const data = await askPatiently({ query: orderEvents, variables }, asking).catch((error) => {
      // A cursor that Shopify has forgotten: the same question from its start, known events cost nothing.
      if (place.cursor === null || !/cursor/i.test((error as Error).message)) throw error;
      return askPatiently({ query: orderEvents, variables: { ...variables, after: null } }, asking);
    });
    const { events } = page.parse(data);
    const facts = events.nodes.flatMap(eventFact);
    report.isDone = !events.pageInfo.hasNextPage;
    // While pages follow, the same question goes on by its cursor; afterwards a later one is asked.
    place = report.isDone
      ? {
          upto: new Date(Math.max(place.upto.getTime(), startedAt.getTime() - overlapMs)),
          cursor: null,
        }
      : { ...place, cursor: events.pageInfo.endCursor ?? null };
    await inShop(db, shop.id, async (client) => {
      await writeFacts(client, shop, facts);
      await client.query(
        `insert into reading (shop_id, what, upto, cursor, read_at) values ($1, 'order-events', $2, $3, $4)
         on conflict (shop_id, what) do update
         set upto = excluded.upto, cursor = excluded.cursor, read_at = excluded.read_at, problem = null`,
        [shop.id, place.upto, place.cursor, asking.now()],
      );
    });
    report.events += facts.length;
  }
  if (report.events > 0) await recompute(db, shop, { asOf: asking.now() });
  return report;
}

async function placeOf(db: Db, shop: ShopContext, now: Date): Promise<Place> {
  const oldest = new Date(now.getTime() - yearMs);
  return inShop(db, shop.id, async (client) => {
    const { rows } = await client.query<Place>(
      "select upto, cursor from reading where shop_id = $1 and what = 'order-events'",
      [shop.id],
    );
    const [known] = rows;
    // A reading in the middle goes on with its own question, however old that has become.
    if (known && (known.cursor !== null || known.upto > oldest)) return known;
    return { upto: oldest, cursor: null };
  });
}
