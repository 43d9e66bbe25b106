// Which arm somebody is in, at the moment where the thing is shown or held back.
import { armOf } from "../analysis/experiments/assign.ts";
import { inShop, type Client, type Db } from "../db.server.ts";
import { logExposure, readRunning } from "../ledger/experiments.server.ts";
import type { ShopContext } from "../ledger/facts.ts";

/** A customer by their id at Shopify, or a visitor by an id that stays with their browser. */
export type Person = { customerId: string } | { visitorId: string };

/** As it is hashed and kept. */
export const personText = (person: Person): string =>
  "customerId" in person ? person.customerId : `visitor:${person.visitorId}`;

/** The arm that others are held against in a trial of showing something. */
export const heldOut = "held-out";
export const shown = "shown";
/** What a trial of recommended products is called in the ledger. */
export const recommendations = "recommendations";

type Asked = {
  /** What is tried: `recommendations`, `message:<which>`, `offer:<which>`. */
  of: string;
  person: Person;
  now: Date;
};

/**
 * The arm of a person in what is tried now, their first exposure noted; null while nothing is tried.
 * Asked only where the thing would be shown now (there is a list for them), the same way for both arms:
 * people who could never see it say nothing and would widen the interval. Two statements by key.
 */
export function exposedArm(db: Db, shop: ShopContext, asked: Asked): Promise<string | null> {
  return inShop(db, shop.id, (client) => expose(client, shop, asked));
}

async function expose(
  client: Client,
  shop: ShopContext,
  { of, person, now }: Asked,
): Promise<string | null> {
  const running = await readRunning(client, shop, of);
  if (!running) return null;
  const text = personText(person);
  const arm = armOf(running.arms, running.salt, text);
  await logExposure(client, shop, { experiment: running.id, person: text, arm, at: now });
  return arm;
}

/** Whether a person is to see recommended products; true while nothing is tried. See exposedArm. */
export async function seesRecommendations(
  client: Client,
  shop: ShopContext,
  given: { person: Person; now: Date },
): Promise<boolean> {
  return (await expose(client, shop, { of: recommendations, ...given })) !== heldOut;
}
