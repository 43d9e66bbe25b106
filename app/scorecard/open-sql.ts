// SQL that a page of open orders and their sums share. $1 the shop, $2 the instant; `o` the order.

/** An order's class. The list's order is that of milliseconds. */
export const ageOf = `case when o.due_at is null then 'no-promise' when o.due_at >= $2 then 'within'
  when o.due_at > $2::timestamptz - interval '24 hours' then 'late-1'
  when o.due_at >= $2::timestamptz - interval '72 hours' then 'late-3' else 'late-more' end`;

/** Who took the first parcel of an order that still waits for another. */
export const carrierOf = `left join lateral (
  select nullif(f.carrier, '') as carrier from fulfillment f
  where o.shipped_at is not null and f.shop_id = $1 and f.order_id = o.id and f.status = 'success'
  order by f.created_at, f.id limit 1) parcel on true`;
