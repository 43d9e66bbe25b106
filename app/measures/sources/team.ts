import type { OnDays, Scan, Source } from "../measure.ts";

// People learn and look, which belongs to no order: a row has the key `unknown` in every split.
const keys = "'unknown' as channel, 'unknown' as region, 'unknown' as customer_kind";

const learnt = (on: OnDays) => `
select passed_day as day, ${keys}, case when version > 0 then 'passed' else 'before' end as what,
  false as in_time, extract(epoch from passed_at - assigned_at)::float8 / 3600 as hours
from assignment where shop_id = $1 and ${on("passed_day")}`;

// One that was withdrawn by its due day was never due; one withdrawn later was missed all the same.
const rows = (on: OnDays) => `
select due_day as day, ${keys}, 'due' as what,
  coalesce(passed_day <= due_day, false) as in_time, null::float8 as hours
from assignment where shop_id = $1 and ${on("due_day")} and version > 0
  and (withdrawn_day is null or withdrawn_day > due_day)
union all ${learnt(on)}
union all
select day, ${keys}, what, false, null from visit where shop_id = $1 and ${on("day")}`;

const scan: Scan = { name: "team", rows, bare: learnt, asOf: false, stored: true };

const of = (what: string, words: string): Source => ({
  name: `team-${what}`,
  words,
  scan,
  where: `what = '${what}'`,
  asOf: false,
});

export const trainingDueSource = of("due", "assignments not withdrawn in time, by due day");
export const passedSource = of("passed", "assignments whose check was passed, by that day");
export const beforeSource = of(
  "before",
  "people who learnt before there was a manual, by that day",
);
export const scorecardSource = of("scorecard", "people who opened the scorecard, by day");
export const recommendationsSource = of(
  "recommendations",
  "programs that read recommendations, by day",
);
