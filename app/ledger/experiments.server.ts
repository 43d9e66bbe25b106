// Experiments as they are kept: what is tried, who was exposed when, and sums that name nobody.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "./facts.ts";
import { run } from "./writers/rows.server.ts";

export type KeptArm = { name: string; weight: number };

export type Experiment = {
  id: number;
  /** What is tried: `recommendations`, `message:<which>`, `offer:<which>`. */
  of: string;
  /** Empty: called by what is tried. */
  name: string;
  /** The first is the one that others are held against. */
  arms: KeptArm[];
  salt: string;
  windowDays: number;
  /** Minor units a person; null: not said. */
  leastEffect: bigint | null;
  startedAt: Date;
  stoppedAt: Date | null;
  told: "better" | "worse" | null;
  toldAt: Date | null;
  /** When the sums were counted last. */
  countedAt: Date | null;
};

const columns = `id, of, name, arms, salt, window_days as "windowDays", least_effect as "leastEffect",
  started_at as "startedAt", stopped_at as "stoppedAt", told, told_at as "toldAt",
  counted_at as "countedAt"`;

/** The newest first. */
export function readExperiments(client: Client, shop: ShopContext): Promise<Experiment[]> {
  return run<Experiment>(
    client,
    `select ${columns} from experiment where shop_id = $1 order by id desc`,
    [shop.id],
  );
}

/** The one that tries this now; null while none does. */
export async function readRunning(
  client: Client,
  shop: ShopContext,
  of: string,
): Promise<Experiment | null> {
  const rows = await run<Experiment>(
    client,
    `select ${columns} from experiment
     where shop_id = $1 and of = $2 and stopped_at is null order by id desc limit 1`,
    [shop.id, of],
  );
  return rows[0] ?? null;
}

export type NewExperiment = Pick<
  Experiment,
  "of" | "name" | "arms" | "salt" | "windowDays" | "leastEffect" | "startedAt"
>;

/** Begins one; what tried the same until now ends at that instant. Answers its number. */
export async function startExperiment(
  client: Client,
  shop: ShopContext,
  given: NewExperiment,
): Promise<number> {
  const { of, name, arms, salt, windowDays, leastEffect, startedAt } = given;
  await stopExperiment(client, shop, { of, at: startedAt });
  const rows = await run<{ id: number }>(
    client,
    `insert into experiment
       (shop_id, id, of, name, arms, salt, window_days, least_effect, started_at)
     select $1, coalesce((select max(id) from experiment where shop_id = $1), 0) + 1,
       $2, $3, $4::jsonb, $5, $6, $7, $8
     returning id`,
    [shop.id, of, name, JSON.stringify(arms), salt, windowDays, leastEffect, startedAt],
  );
  return rows[0]!.id;
}

/** Nobody is exposed any more; windows that are open go on. */
export async function stopExperiment(
  client: Client,
  shop: ShopContext,
  { of, at }: { of: string; at: Date },
): Promise<void> {
  await run(
    client,
    "update experiment set stopped_at = $3 where shop_id = $1 and of = $2 and stopped_at is null",
    [shop.id, of, at],
  );
}

export type Exposure = { experiment: number; person: string; arm: string; at: Date };

/** Notes a first exposure; later ones of the same person change nothing, nor does one of somebody erased. */
export async function logExposure(
  client: Client,
  shop: ShopContext,
  { experiment, person, arm, at }: Exposure,
): Promise<void> {
  await run(
    client,
    `insert into experiment_exposure (shop_id, experiment, person, arm, first_at)
     select $1, $2, $3, $4, $5
     where not exists (select from tombstone where shop_id = $1 and kind = 'customer' and id = $3)
     on conflict do nothing`,
    [shop.id, experiment, person, arm, at],
  );
}
