import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { freshDatabase } from "../database.ts";
import { terminal } from "./terminal.ts";

let db: Db;
let fourfold: ReturnType<typeof terminal>;

beforeAll(async () => {
  db = await freshDatabase();
  fourfold = terminal(db, new Date("2026-05-04T09:00:00Z"));
});
afterAll(async () => {
  fourfold?.close();
  await db?.close();
});

type Measured = { recall10: number | null; ndcg10: number | null; coverage: number; n: number };
type Printed = {
  users: number;
  testUsers: number;
  lists: Record<"all" | "discovery", Record<string, Measured>>;
  served: string;
  difference: { vs: string; value: number; interval: [number, number] | null } | null;
};

/** `days[n]`: the days on which customer n orders, each time what `what` says. */
function orders(days: readonly string[][], what: (customer: number, turn: number) => string[]) {
  const header =
    "Name,Email,Financial Status,Currency,Subtotal,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Source\n";
  const rows = days.flatMap((of, customer) =>
    of.flatMap((day, turn) => {
      const skus = what(customer, turn);
      const name = `#${customer}-${turn}`;
      const total = `${skus.length * 10}.00`;
      const head = `${name},c${customer}@x.test,paid,EUR,${total},${day} 10:00:00 +0000`;
      return skus.map(
        (sku, at) => `${at === 0 ? head : `${name},,,,,`},1,${sku},10.00,${sku},web\n`,
      );
    }),
  );
  return fourfold.file(header + rows.join(""));
}

test("recommend-report prints the measured lists of a small shop, by hand", async () => {
  const shop = ["--shop", "report.myshopify.com"];
  // Three customers: 0 and 1 come back; A is what most bought, 0 takes A again, 1 takes A for the first time.
  const days = [["2026-01-01", "2026-02-01"], ["2026-01-02", "2026-02-02"], ["2026-01-03"]];
  const held = [[["A"], ["A"]], [["B"], ["A", "B"]], [["A"]]];
  await fourfold.json(
    "import",
    ...shop,
    "--file",
    orders(days, (who, turn) => held[who]![turn]!),
  );
  const report = await fourfold.json<Printed>("recommend-report", ...shop, "--cut", "2026-02-01");
  expect(report).toMatchObject({
    users: 3,
    testUsers: 2,
    served: "personal-frequency+also-bought",
  });
  expect(Object.keys(report)).toEqual(["users", "testUsers", "lists", "served", "difference"]);
  // Two products fit in a list of ten: everybody's order is foretold whole; of what is new, only 1's A.
  expect(report.lists.all.popularity).toEqual({ recall10: 1, ndcg10: 1, coverage: 1, n: 2 });
  expect(report.lists.discovery.popularity).toEqual({
    recall10: 1,
    ndcg10: 1,
    coverage: 0.5,
    n: 1,
  });
  expect(Object.keys(report.lists.discovery)).toContain(report.served);
  expect(report.difference).toMatchObject({ value: 0, interval: null });

  const until = await fourfold.json<Printed>(
    ...(["recommend-report", ...shop, "--cut", "2026-02-01", "--until", "2026-02-02"] as const),
  );
  expect(until.testUsers).toBe(1);
});

test("recommend-report says what it expected", async () => {
  const shop = ["--shop", "report.myshopify.com"];
  const fails = async (exit: 1 | 2, words: string, ...args: string[]) => {
    const said = await fourfold.run("recommend-report", ...args);
    expect([said.exit, said.out, said.err]).toEqual([exit, "", expect.stringContaining(words)]);
  };
  await fails(2, "got no --cut", ...shop);
  await fails(2, "got --cut soon", ...shop, "--cut", "soon");
  await fails(2, "a day after --cut", ...shop, "--cut", "2026-02-01", "--until", "2026-02-01");
  await fails(1, "a day after the first order", ...shop, "--cut", "2020-01-01");
  await fails(1, "not after the last (2026-02-02)", ...shop, "--cut", "2026-03-01");
  await fails(
    1,
    "none of whom bought before",
    ...shop,
    "--cut",
    "2026-01-03",
    "--until",
    "2026-01-05",
  );
  await fails(1, "of which nothing is known", "--shop", "no.myshopify.com", "--cut", "2026-02-01");
});
