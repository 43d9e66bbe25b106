// The short form of `npm run chaos -- storm`.
import { expect, test } from "vitest";
import { storm } from "./storm.ts";

test(
  "killed web, worker and Postgres, lost and repeated deliveries leave the numbers of a calm reading",
  { timeout: 300_000 },
  async () => {
    const said: string[] = [];
    const { figures, problems } = await storm({
      ...{ seed: 1, deliveries: 240, kills: 1, processes: 1, history: 20, withinMs: 240_000 },
      say: (words) => said.push(words),
    });
    expect(problems, said.join("\n")).toEqual([]);
    expect(figures).toMatchObject({ web: 1, worker: 1, postgres: 1 });
    expect(figures.told).toBeGreaterThanOrEqual(240);
    // Of 240, 2 % never sent and 10 % sent twice.
    expect(figures.lost).toBeGreaterThan(0);
    expect(figures.duplicated).toBeGreaterThan(10);
  },
);
