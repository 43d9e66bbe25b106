// Every fault that `npm run chaos` makes, in its order: what is short first.
import { thingsAtOnce } from "../../app/ingest/backfill/batches.server.ts";
import { adminApi } from "./admin-api.ts";
import { clockJump } from "./clock-jump.ts";
import { diskFull } from "./disk-full.ts";
import { migration } from "./migration.ts";
import { poison } from "./poison.ts";
import { postgresAway } from "./postgres-away.ts";
import { roles } from "./roles.ts";
import type { Outcome, Scenario } from "./scenario.ts";
import { shutdown } from "./shutdown.ts";
import { openStage, type Stage } from "./stage.ts";
import { storm } from "./storm.ts";

const awayMs = 60_000;
const deliveriesPerKill = 4_000;
/** Three batches. */
const history = 2.5 * thingsAtOnce;

/** On processes of its own. */
const onStage =
  (run: (stage: Stage) => Promise<Outcome>): Scenario["run"] =>
  async ({ seed }) => {
    const stage = await openStage({ seed, orders: 0, now: new Date() });
    return run(stage).finally(() => stage.close());
  };

export const scenarios: readonly Scenario[] = [
  {
    name: "poison",
    words: "bodies that no app can read or no database can hold, among good ones",
    run: onStage(poison),
  },
  {
    name: "roles",
    words: "two doors and two workers on one database, one of them killed",
    run: onStage(roles),
  },
  {
    name: "shutdown",
    words: "every process told to stop amid deliveries",
    run: onStage(shutdown),
  },
  {
    name: "migration",
    words: "an upgrade of the database interrupted and resumed",
    run: migration,
  },
  {
    name: "clock",
    words: "the machine's clock put a day on, two back, and right again",
    run: clockJump,
  },
  { name: "disk-full", words: "no room left where Postgres writes", run: diskFull },
  {
    name: "admin-api",
    words: "429, 5xx, no answer, throttling, a revoked token, a permission taken away",
    run: adminApi,
  },
  {
    name: "postgres-away",
    words: `Postgres gone for ${awayMs / 1_000} s`,
    run: onStage((stage) => postgresAway(stage, awayMs)),
  },
  {
    name: "storm",
    words: "kill -9 of web, worker and Postgres amid duplicates, losses and a backfill",
    run: (options) => {
      const kills = Math.max(1, Math.round(options.deliveries / deliveriesPerKill));
      return storm({ ...options, processes: 2, kills, history });
    },
  },
];
