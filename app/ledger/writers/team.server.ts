// Assignments and visits. What is known of an assignment only grows, so copies may come in any order.
import type { Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { ShopContext } from "../facts.ts";
import type { AssignmentFact, VisitFact } from "../team-facts.ts";
import { dayOf } from "./derive.server.ts";
import { cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import type { Touched } from "./touched.server.ts";

const assignment: Columns<AssignmentFact> = {
  id: ["text", (fact) => fact.id],
  person: ["text", (fact) => fact.person],
  manual: ["text", (fact) => fact.manual],
  version: ["int", (fact) => fact.version],
  assigned_at: ["timestamptz", (fact) => fact.assignedAt],
  due_day: ["date", (fact) => fact.dueDay],
  passed_at: ["timestamptz", (fact) => fact.passedAt],
  withdrawn_at: ["timestamptz", (fact) => fact.withdrawnAt],
  tries: ["int", (fact) => fact.tries],
};
const visit: Columns<VisitFact> = {
  day: ["date", (fact) => fact.day],
  what: ["text", (fact) => fact.what],
  who: ["text", (fact) => fact.who],
};

/** Of several copies in one batch all that any of them knows. least() leaves nulls out. */
const upsert = `
  insert into assignment as a (shop_id, id, person, manual, version, assigned_at, due_day,
    passed_at, withdrawn_at, tries, passed_day, withdrawn_day)
  select $1, i.*, ${dayOf("i.passed_at")}, ${dayOf("i.withdrawn_at")} from (
    select id, min(person), min(manual), min(version), min(assigned_at), min(due_day),
      min(passed_at) as passed_at, min(withdrawn_at) as withdrawn_at, max(tries)
    from ${unnest(assignment, "t", 3)} group by id order by id) i
  on conflict (shop_id, id) do update
  set passed_at = least(a.passed_at, excluded.passed_at),
    passed_day = least(a.passed_day, excluded.passed_day),
    withdrawn_at = least(a.withdrawn_at, excluded.withdrawn_at),
    withdrawn_day = least(a.withdrawn_day, excluded.withdrawn_day),
    tries = greatest(a.tries, excluded.tries)
  where (a.passed_at, a.withdrawn_at, a.tries) is distinct from
    (least(a.passed_at, excluded.passed_at), least(a.withdrawn_at, excluded.withdrawn_at),
      greatest(a.tries, excluded.tries))
  returning id`;

/** A pass that moves back leaves another day behind: the days before and after are marked. */
const daysOf = `
  select due_day as day from assignment where shop_id = $1 and id = any($2::text[]) and due_day is not null
  union select passed_day from assignment
  where shop_id = $1 and id = any($2::text[]) and passed_day is not null`;

export async function writeAssignments(
  client: Client,
  shop: ShopContext,
  facts: readonly AssignmentFact[],
  touched: Touched,
): Promise<void> {
  if (facts.length === 0) return;
  const ids = [...new Set(facts.map(({ id }) => id))];
  const before = await run<{ day: Day }>(client, daysOf, [shop.id, ids]);
  const cells = cellsOf(assignment, facts);
  const rows = await run<{ id: string }>(client, upsert, [shop.id, shop.timeZone, ...cells]);
  if (rows.length === 0) return;
  touched.changed += rows.length;
  const after = await run<{ day: Day }>(client, daysOf, [shop.id, ids]);
  for (const { day } of [...before, ...after]) touched.days.add(day);
}

export async function writeVisits(
  client: Client,
  shop: ShopContext,
  facts: readonly VisitFact[],
  touched: Touched,
): Promise<void> {
  if (facts.length === 0) return;
  const rows = await run<{ day: Day }>(
    client,
    `insert into visit (shop_id, day, what, who)
     select distinct $1::bigint, i.* from ${unnest(visit, "i", 2)}
     on conflict do nothing returning day`,
    [shop.id, ...cellsOf(visit, facts)],
  );
  for (const { day } of rows) touched.days.add(day);
  touched.changed += rows.length;
}
