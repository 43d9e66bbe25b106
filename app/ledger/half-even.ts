/** SQL: half to even, as money is rounded everywhere; Postgres' own round goes away from zero. */
export const halfEven = (x: string) =>
  `(case when abs(${x} - trunc(${x})) = 0.5 then 2 * round(${x} / 2) else round(${x}) end)::bigint`;
