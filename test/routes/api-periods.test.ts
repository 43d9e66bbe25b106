// One request must not keep everybody else waiting: a period of the API has an end, told before anything is read.
import { expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import type { Shop } from "../../app/ledger/shop.server.ts";
import { endpoints } from "../../app/routes/api.v1.$/endpoints.ts";

// Nothing may be asked of the database: there is none.
const asking = { db: null as unknown as Db, shop: { id: 1n } as Shop, now: new Date() };
const named: Record<string, string> = { id: "net-sales", by: "region" };

type Told = { status: number; error: { got: string; expected: string } };

async function refused(path: string, given: Record<string, string>): Promise<Told> {
  const { query, run } = endpoints.find((each) => each.path === path)!;
  const needed = Object.keys(query.shape).filter((name) => name in named);
  const search = { ...Object.fromEntries(needed.map((name) => [name, named[name]])), ...given };
  const ran = async () => run(asking, query.parse(search));
  const thrown: unknown = await ran().catch((error: unknown) => error);
  if (!(thrown instanceof Response)) throw new Error(`${path} went on: ${String(thrown)}`);
  return { status: thrown.status, ...((await thrown.json()) as Omit<Told, "status">) };
}

const ofDays = endpoints.filter(({ query }) => "from" in query.shape).map(({ path }) => path);

test("every address of a period refuses more than ten years, and says how many are too many", async () => {
  expect(ofDays.length).toBeGreaterThan(12);
  for (const path of ofDays) {
    const { status, error } = await refused(path, { from: "0001-01-01", to: "9999-12-31" });
    // 9,998 years of 365 days, 2,424 leap days, and 364 days of the last year.
    expect([status, error.got], path).toEqual([400, "0001-01-01 to 9999-12-31, 3652058 days"]);
    expect(error.expected, path).toBe("at most 3660 days");
  }
});

test("so do the days compared with, and those of a period that runs", async () => {
  const days = { from: "2026-01-01", to: "2026-02-01" };
  const long = "0001-01-01..2026-01-01";
  for (const path of ["scorecard", "kpi", "trend", "causes", "markets", "marketing", "team"])
    expect((await refused(path, { ...days, against: long })).status, path).toBe(400);
  for (const path of ["scorecard", "kpi", "causes", "gaps", "work-list"])
    expect((await refused(path, { ...days, "whole-to": "9999-12-31" })).status, path).toBe(400);
});

test("a trend has at most as many points as three years have days", async () => {
  const days = { from: "2020-01-01", to: "2026-01-01" };
  // Six years, of which 2020 and 2024 are leap years.
  const { status, error } = await refused("trend", { ...days, size: "day" });
  expect([status, error.got]).toEqual([400, "size=day, 2192 points"]);
});
