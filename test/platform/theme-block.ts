// Blocks of the theme app extension as a shop renders them, by a Liquid engine over the made-up store. Of
// Shopify's own tags, filters and objects there are those the blocks use; what is not known is a fault.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Liquid } from "liquidjs";
import { gid, levelKey, type Store } from "./store.ts";

const folder = resolve(import.meta.dirname, "../../extensions/fourfold-recommendations");
const file = (path: string) => readFileSync(join(folder, path), "utf8");

export type BlockName = "goes-with" | "for-you";
export type BlockWish = {
  /** Id of the product whose page it is; null elsewhere. */
  product?: number | null;
  /** Beside the defaults of the schema. */
  settings?: Record<string, unknown>;
  isSignedIn?: boolean;
  isEditor?: boolean;
  /** Where the shop's own addresses begin. Default `/`. */
  root?: string;
};

/** Styles and script that the shop loads where a block stands. */
export const blockStyles = () => file("assets/fourfold.css");
export const blockScript = () => file("assets/fourfold.js");

export type ThemeProduct = {
  id: number;
  title: string;
  url: string;
  /** Cents. */
  price: number;
  available: boolean;
  featured_image: string | null;
  metafields: Record<string, Record<string, { value: ThemeProduct[] }>>;
};

const isAvailable = (store: Store, id: number) =>
  store.products.get(id)!.variants.some(({ inventory_item_id: item }) => {
    const places = [...store.locations.keys()].map((place) => levelKey(item, place));
    const levels = places.flatMap((key) => store.levels.get(key) ?? []);
    return levels.length === 0 || levels.some(({ available }) => available > 0);
  });

/** A product as Liquid sees it; one that the shop has not is null, as in a list of references. */
export function themeProduct(store: Store, id: number, root = "/"): ThemeProduct | null {
  const body = store.products.get(id);
  if (!body || body.status !== "active") return null;
  const list = (key: string) => ({
    get value() {
      const held = store.metafields.get(`${gid("Product", id)} $app ${key}`)?.value ?? "[]";
      const ids = (JSON.parse(held) as string[]).map((each) => Number(each.split("/").at(-1)));
      return ids.map((each) => themeProduct(store, each, root)).filter((each) => each !== null);
    },
  });
  return {
    id,
    title: body.title,
    url: `${root}products/${body.handle}`,
    price: Math.round(Number(body.variants[0]?.price ?? 0) * 100),
    available: isAvailable(store, id),
    featured_image: null,
    metafields: { $app: { recommended: list("recommended"), instead: list("instead") } },
  };
}

let engine: Promise<Liquid> | undefined;

async function createEngine(): Promise<Liquid> {
  const { Liquid, Tag } = await import("liquidjs");
  const liquid = new Liquid({
    root: join(folder, "snippets"),
    extname: ".liquid",
    strictFilters: true,
  });
  // What only Shopify reads: nothing of it is printed.
  for (const name of ["schema", "doc"]) {
    liquid.registerTag(
      name,
      class extends Tag {
        constructor(...[token, remain, owner]: ConstructorParameters<typeof Tag>) {
          super(token, remain, owner);
          while (remain.length > 0) {
            const next = remain.shift()!;
            if ("name" in next && next.name === `end${name}`) return;
          }
          throw new Error(`${name} has no end`);
        }
        *render() {}
      },
    );
  }
  const words = JSON.parse(file("locales/en.default.json")) as Record<string, never>;
  liquid.registerFilter("t", (key: string) => {
    const found = key.split(".").reduce<unknown>((at, part) => (at as never)?.[part], words);
    if (typeof found !== "string") throw new Error(`${key} has no words`);
    return found;
  });
  liquid.registerFilter("money", (cents: number) => `€${(cents / 100).toFixed(2)}`);
  liquid.registerFilter("image_url", (source: string) => source);
  return liquid;
}

/** The settings of a block's schema with their defaults. */
export function blockDefaults(name: BlockName): Record<string, unknown> {
  const text = /\{% schema %\}([\s\S]*)\{% endschema %\}/.exec(file(`blocks/${name}.liquid`))![1]!;
  const { settings } = JSON.parse(text) as { settings: { id: string; default?: unknown }[] };
  return Object.fromEntries(settings.map(({ id, default: usual }) => [id, usual ?? null]));
}

/** The block's HTML. Throws what the engine throws. */
export async function renderBlock(
  store: Store,
  name: BlockName,
  { product = null, settings = {}, isSignedIn = false, isEditor = false, root = "/" }: BlockWish,
): Promise<string> {
  const liquid = await (engine ??= createEngine());
  const html: unknown = await liquid.parseAndRender(file(`blocks/${name}.liquid`), {
    product: product === null ? null : themeProduct(store, product, root),
    block: { id: name, settings: { ...blockDefaults(name), ...settings }, shopify_attributes: "" },
    customer: isSignedIn ? { id: 1 } : null,
    routes: { root_url: root },
    request: { design_mode: isEditor },
    shop: { money_format: "€{{amount}}" },
  });
  return String(html).trim();
}
