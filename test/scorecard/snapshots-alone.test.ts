import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import { order } from "../../app/kpis/examples.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import type { Question } from "../../app/scorecard/questions.server.ts";
import { answerAll } from "../../app/scorecard/snapshots.server.ts";
import { freshDatabase, testShop } from "../database.ts";

const july = new Date("2026-07-01T12:00:00Z");

test("what was nothing is asked again without helpers, which take longer to begin", async () => {
  const db = await freshDatabase();
  try {
    const shop = await testShop(db);
    const helpers: string[] = [];
    const nothing: Question = {
      ...{ name: "nothing", query: null, measures: [] },
      days: { from: "2026-03-01", to: "2026-04-01" },
      reach: { from: "2026-02-01", to: "2026-04-01" },
      async ask(client) {
        const { rows } = await client.query<{ most: string }>(
          "select current_setting('max_parallel_workers_per_gather') as most",
        );
        helpers.push(rows[0]!.most);
        return { answers: "0" };
      },
    };
    for (const day of ["2026-03-05", "2026-03-06"]) {
      const facts = [order(day, { on: day })];
      await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
      await recompute(db, shop, { asOf: july });
      const asked = { questions: [nothing], mayBeStale: true, now: july };
      await inShop(db, shop.id, (client) => answerAll(client, shop, asked));
    }
    // Postgres' default, as nobody knew what it takes.
    expect(helpers).toEqual(["2", "0"]);
  } finally {
    await db.close();
  }
});
