// The state of some days: when each was last counted, and which wait to be counted. Marks come from one
// sequence; a day that is counted again gets a larger one, one that changes gets a new dirty mark in the
// transaction that changes it. So the same state means the same facts.

/** SQL of the state of days from `from` to before `to`, both SQL expressions. $1 shop. */
export const stateSql = (from: string, to: string) => `(
  select coalesce((select sum(mark) from counted_day
      where shop_id = $1 and day >= ${from} and day < ${to}), 0)
    || ' ' || count(*) || ' ' || coalesce(sum(mark), 0)
  from dirty_day where shop_id = $1 and day >= ${from} and day < ${to})`;
