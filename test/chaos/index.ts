// Every fault that `npm run chaos` makes, in its order.
import type { Scenario } from "./scenario.ts";
import { storm } from "./storm.ts";

export const scenarios: readonly Scenario[] = [
  {
    name: "storm",
    words: "kill -9 of web, worker and Postgres amid duplicates, losses and a backfill",
    run: (options) =>
      storm({
        ...options,
        processes: 2,
        kills: Math.max(1, Math.round(options.deliveries / 4_000)),
      }),
  },
];
