// Days as the second way asks for them: $1 shop, $2 zone, $3 currency, $4 from, $5 to, $6 asOf.
export const day = (instant: string) => `(${instant} at time zone $2)::date`;
export const today = `($6::timestamptz at time zone $2)::date`;
export const inPeriod = (date: string) => `${date} >= $4::date and ${date} < $5::date`;
