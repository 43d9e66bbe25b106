// SQL of levels as they held over days. $1 shop, $2 its zone.

/**
 * CTE `span`: item, place, day (from), next (before; infinity while it lasts), known_from (of the level),
 * available, on_hand. Left out: what is not tracked, what a place does not keep, places from the day on
 * that they are closed, what a file told once Shopify tells the level itself, and SKUs or places that only
 * a file named once the catalogue has them.
 */
export const levelSpans = `
  own as (
    select c.inventory_item_id as item, c.location_id as place, c.day, c.active, c.available, c.on_hand,
      c.updated_at > 'epoch' as is_told,
      min(c.day) filter (where c.updated_at > 'epoch') over mine as told_from,
      min(c.day) over mine as known_from
    from stock_change c where c.shop_id = $1
    window mine as (partition by c.inventory_item_id, c.location_id)),
  replaced as (
    select 'sku:' || v.sku as item from variant v
    where v.shop_id = $1 and v.sku is not null and exists (
      select from stock_level s where s.shop_id = $1 and s.inventory_item_id = v.inventory_item_id)),
  place as (
    select id, case when not active then (updated_at at time zone $2)::date end as closed,
      id like 'name:%' and exists (select from location n where n.shop_id = $1
        and n.name = l.name and n.id not like 'name:%') as is_replaced
    from location l where shop_id = $1),
  span as (
    select o.item, o.place, o.day, least(o.next, p.closed) as next, o.known_from, o.available,
      coalesce(o.on_hand, o.available) as on_hand
    from (
      select item, place, day, known_from, active, available, on_hand,
        coalesce(lead(day) over (partition by item, place order by day), 'infinity') as next
      from own where is_told or told_from is null or day < told_from) o
    left join place p on p.id = o.place
    left join inventory_item i on i.shop_id = $1 and i.id = o.item
    where o.active and o.available is not null and coalesce(i.tracked, true)
      and not coalesce(p.is_replaced, false) and o.day < least(o.next, p.closed)
      and o.item not in (select item from replaced))`;

/**
 * CTE `item_of` (item, variant_id, product_id, sku): what a line of an order or a cost means of the stocked
 * items. Needs \`stocked (item)\`.
 */
export const itemNames = `
  variant_key as (
    select inventory_item_id as item, id, product_id, sku, gone from variant
    where shop_id = $1 and inventory_item_id is not null
    union all
    select 'sku:' || sku, id, product_id, sku, gone from variant where shop_id = $1 and sku <> ''),
  item_of as materialized (
    select distinct on (s.item) s.item, v.id as variant_id, v.product_id,
      coalesce(nullif(v.sku, ''), i.sku, case when s.item like 'sku:%' then substr(s.item, 5) end) as sku
    from stocked s
    left join variant_key v on v.item = s.item
    left join inventory_item i on i.shop_id = $1 and i.id = s.item
    order by s.item, v.gone, v.id)`;

/**
 * CTE `cost_span`: item, from_day, to_day, amount (minor units, may carry a fraction): the unit cost valid
 * on a day, the earliest known before it. As a sale's cost is found: by the item, else by its SKU.
 */
export const costSpans = `
  cost_span as materialized (
    select k.item, c.amount,
      case when row_number() over mine = 1 then '-infinity'
        else (c.valid_from at time zone $2)::date end as from_day,
      coalesce((lead(c.valid_from) over mine at time zone $2)::date, 'infinity') as to_day
    from (
      select i.item, case
        when exists (select from unit_cost u where u.shop_id = $1 and u.item = 'inventory:' || i.item)
          then 'inventory:' || i.item else 'sku:' || i.sku end as cost_item
      from item_of i) k
    join unit_cost c on c.shop_id = $1 and c.item = k.cost_item
    window mine as (partition by k.item order by c.valid_from))`;
