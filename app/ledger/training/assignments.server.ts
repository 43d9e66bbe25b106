// Assignments as they stand. They are written as facts (team-facts.ts).
import type { Client } from "../../db.server.ts";
import type { ShopContext } from "../facts.ts";
import type { AssignmentFact } from "../team-facts.ts";
import { run } from "../writers/rows.server.ts";

const columns = `'assignment' as kind, id, person, manual, version, assigned_at as "assignedAt",
  due_day as "dueDay", passed_at as "passedAt", withdrawn_at as "withdrawnAt", tries`;

export async function readAssignment(
  client: Client,
  shop: ShopContext,
  id: string,
): Promise<AssignmentFact | null> {
  const [row] = await run<AssignmentFact>(
    client,
    `select ${columns} from assignment where shop_id = $1 and id = $2`,
    [shop.id, id],
  );
  return row ?? null;
}

/** Neither passed nor withdrawn, the soonest due first. */
export function listOpen(client: Client, shop: ShopContext): Promise<AssignmentFact[]> {
  return run<AssignmentFact>(
    client,
    `select ${columns} from assignment
     where shop_id = $1 and version > 0 and passed_at is null and withdrawn_at is null
     order by due_day, id limit 1000`,
    [shop.id],
  );
}

/** What each person was last given of each manual and still holds, open or passed. */
export function listHeld(
  client: Client,
  shop: ShopContext,
  manual: string | null = null,
): Promise<AssignmentFact[]> {
  return run<AssignmentFact>(
    client,
    `select distinct on (manual, person) ${columns} from assignment
     where shop_id = $1 and version > 0 and withdrawn_at is null and ($2::text is null or manual = $2)
     order by manual, person, version desc, assigned_at desc limit 5000`,
    [shop.id, manual],
  );
}
