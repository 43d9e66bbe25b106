/**
 * SQL of where an order of an alias was sold over the counter, else where its first parcel left; null where
 * neither is known. $1 is the shop.
 */
export const locationOf = (order: string) => `coalesce(${order}.location_id, (
  select f.location_id from fulfillment f
  where f.shop_id = $1 and f.order_id = ${order}.id and f.status = 'success'
  order by f.created_at, f.id limit 1))`;
