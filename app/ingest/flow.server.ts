// Tells Shopify Flow of alerts, each once: told, or refused with Shopify's own words. What cannot be told
// now (no session, network, throttling beyond patience) waits for the next run.
import { inShop, type Client, type Db } from "../db.server.ts";
import { addDays, firstOfMonth, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { AlertCampaign, AlertKind, AlertPart } from "../ledger/tasks.server.ts";
import { askPatiently, Refused, type Asking } from "./backfill/ask.server.ts";
import { flowHandle, flowTriggerQuery, readRefusal, type FlowPayload } from "./documents/flow.ts";

/** An alert that Flow could not be told so often stays with its words. */
const mostTries = 20;

export type DueForFlow = {
  kpi: string;
  day: Day;
  kind: AlertKind;
  days: number;
  came: number;
  expected: number;
  /** Null: all of the shop. */
  part: AlertPart | null;
  campaign: AlertCampaign | null;
};

/** What a KPI, or a part's, is called, and a number of it as Flow compares it: money in major units. */
export type Naming = (of: Pick<DueForFlow, "kpi" | "part" | "campaign">) => {
  name: string;
  scale: number;
};

const readDueForFlow = async (client: Client, shop: ShopContext) =>
  (
    await client.query<DueForFlow>(
      `select kpi, day, kind, days, came, expected, campaign, case when part_by <> '' then
         json_build_object('by', part_by, 'key', part_key) end as part from alert
       where shop_id = $1 and flow = 'due' order by raised_at, day, kpi, part_by, part_key`,
      [shop.id],
    )
  ).rows;

/** Whether Flow is to be told of anything. */
export const isFlowDue = (db: Db, shop: ShopContext): Promise<boolean> =>
  inShop(db, shop.id, async (client) => (await readDueForFlow(client, shop)).length > 0);

async function note(
  client: Client,
  shop: ShopContext,
  { kpi, day, kind, part }: DueForFlow,
  { state, words }: { state: "due" | "sent" | "refused"; words: string | null },
): Promise<void> {
  await client.query(
    `update alert set flow_words = $6, flow_tries = flow_tries + 1,
       flow = case when $5 = 'due' and flow_tries + 1 >= ${mostTries} then 'refused' else $5 end
     where shop_id = $1 and kpi = $2 and day = $3 and kind = $4 and part_by = $7 and part_key = $8`,
    [shop.id, kpi, day, kind, state, words, part?.by ?? "", part?.key ?? ""],
  );
}

const happened: Record<AlertKind, string> = {
  change: "changed",
  target: "missed its target",
  campaign: "cost more than it brought",
};

export function payloadOf(alert: DueForFlow, naming: Naming): FlowPayload {
  const { day, kind, days, came, expected } = alert;
  const { name, scale } = naming(alert);
  return {
    KPI: name,
    "What happened": happened[kind],
    "First day": kind === "target" ? firstOfMonth(day) : addDays(day, 1 - days),
    "Last day": day,
    Value: came / scale,
    Expected: expected / scale,
  };
}

/**
 * Tells each alert that is due. A crash between Shopify's answer and our note tells one of them twice:
 * Shopify takes no key that would keep it from that.
 * @returns how many were told and refused
 */
export async function tellFlow(
  db: Db,
  shop: ShopContext,
  { naming, ...asking }: Asking & { naming: Naming },
): Promise<{ sent: number; refused: number }> {
  const due = await inShop(db, shop.id, (client) => readDueForFlow(client, shop));
  const done = { sent: 0, refused: 0 };
  for (const alert of due) {
    const variables = { handle: flowHandle, payload: payloadOf(alert, naming) };
    let words: string | null;
    try {
      words = readRefusal(await askPatiently({ query: flowTriggerQuery, variables }, asking));
    } catch (error) {
      if (!(error instanceof Refused)) {
        const waiting = { state: "due" as const, words: (error as Error).message };
        await inShop(db, shop.id, (client) => note(client, shop, alert, waiting));
        throw error;
      }
      words = error.message;
    }
    const state = words === null ? "sent" : "refused";
    await inShop(db, shop.id, (client) => note(client, shop, alert, { state, words }));
    done[state] += 1;
  }
  return done;
}
