// Fills the shelves of the demo store: locations, products, variants and their costs.
import { articles, places } from "./catalogue.ts";
import { gid, shopTime, type Store } from "./store.ts";

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
  articles.forEach(([title, type, price, cost], index) => {
    const id = 8_000_000 + index;
    const variantId = 8_100_000 + index;
    const itemId = 8_200_000 + index;
    const sku = `NW-${String(index + 1).padStart(3, "0")}`;
    store.inventoryItems.set(itemId, {
      id: itemId,
      admin_graphql_api_id: gid("InventoryItem", itemId),
      sku,
      cost,
      tracked: type !== "Course",
      requires_shipping: type !== "Course",
      created_at: at,
      updated_at: at,
    });
    store.products.set(id, {
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
      variants: [
        {
          id: variantId,
          admin_graphql_api_id: gid("ProductVariant", variantId),
          product_id: id,
          title: "Default Title",
          price,
          compare_at_price: null,
          sku,
          position: 1,
          inventory_item_id: itemId,
          inventory_quantity: 40 + index,
          created_at: at,
          updated_at: at,
        },
      ],
    });
  });
}
