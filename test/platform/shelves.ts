// Fills the shelves of the demo store: locations, products, variants, their costs and first stock.
import { articles, places } from "./catalogue.ts";
import type { ProductPayload, VariantPayload } from "./payloads.ts";
import { gid, levelKey, shopTime, type Store } from "./store.ts";

export const isStocked = (product: ProductPayload) => product.product_type !== "Course";

export function fillShelves(store: Store, since: Date): void {
  const at = shopTime(since);
  for (const place of places) {
    store.locations.set(place.id, {
      id: place.id,
      admin_graphql_api_id: gid("Location", place.id),
      name: place.name,
      active: true,
      city: place.city,
      zip: place.zip,
      country_code: "DE",
      province_code: place.province,
      created_at: at,
      updated_at: at,
    });
  }
  articles.forEach(([title, type, , choices], index) => {
    const id = 8_000_000 + index;
    const product: ProductPayload = {
      id,
      admin_graphql_api_id: gid("Product", id),
      title,
      vendor: "Nordwind",
      product_type: type,
      handle: title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"),
      status: "active",
      tags: "demo data",
      published_at: at,
      created_at: at,
      updated_at: at,
      options: [],
      images: [],
      variants: [],
    };
    store.products.set(id, product);
    choices.forEach(([name, price, cost], place) => {
      const number = String(index + 1).padStart(3, "0");
      const variant: VariantPayload = {
        id: 8_100_000 + index * 10 + place,
        admin_graphql_api_id: gid("ProductVariant", 8_100_000 + index * 10 + place),
        product_id: id,
        title: name ?? "Default Title",
        price,
        compare_at_price: null,
        sku: choices.length > 1 ? `NW-${number}-${place + 1}` : `NW-${number}`,
        position: place + 1,
        inventory_item_id: 8_200_000 + index * 10 + place,
        inventory_quantity: 0,
        created_at: at,
        updated_at: at,
      };
      product.variants.push(variant);
      stock(store, product, variant, cost, at);
    });
  });
}

function stock(
  store: Store,
  product: ProductPayload,
  { inventory_item_id: id, sku }: VariantPayload,
  cost: string | null,
  at: string,
): void {
  store.inventoryItems.set(id, {
    id,
    admin_graphql_api_id: gid("InventoryItem", id),
    sku,
    cost,
    tracked: isStocked(product),
    requires_shipping: isStocked(product),
    created_at: at,
    updated_at: at,
  });
  if (!isStocked(product)) return;
  for (const place of places) {
    store.levels.set(levelKey(id, place.id), {
      itemId: id,
      locationId: place.id,
      available: 0,
      committed: 0,
      incoming: 0,
      updatedAt: at,
    });
  }
}
