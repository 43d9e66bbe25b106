// What lies in a basket: things by popularity and taste, and the planted companions of what is there.
import { affinities, articles, type Taste } from "./catalogue.ts";
import type { Bought } from "./order.ts";
import type { ProductPayload, VariantPayload } from "./payloads.ts";
import type { Random } from "./random.ts";
import type { Store } from "./store.ts";

/** How much more often than others people choose things of their own taste. */
export const tasteFactor = 2.5;

type Offer = { product: ProductPayload; variant: VariantPayload; taste: Taste; weight: number };

/** Units of a variant that may be sold where the basket is filled; what is not tracked never ends. */
export type InStock = (variant: VariantPayload) => number;

export type Baskets = {
  /** At least one thing; fewer units than wanted where the shelf holds no more. */
  fill(taste: Taste, wholesale: boolean, inStock: InStock): Bought[];
};

export function createBaskets(store: Store, random: Random): Baskets {
  const offers: Offer[] = [...store.products.values()].flatMap((product, index) =>
    product.variants.map((variant, place) => ({
      product,
      variant,
      taste: articles[index]![2],
      weight: articles[index]![3][place]![3],
    })),
  );
  const ofTitle = Map.groupBy(offers, (offer) => offer.product.title);
  const companions = Map.groupBy(affinities, ([first]) => first);
  const shelves = new Map(
    (["espresso", "filter", "any"] as const).map((taste) => [
      taste,
      offers.map((offer) => {
        const liked = offer.taste === "any" || taste === "any" || offer.taste === taste;
        return [offer, liked ? offer.weight * tasteFactor : offer.weight] as const;
      }),
    ]),
  );

  return {
    fill(taste, wholesale, inStock) {
      const basket = new Map<Offer, number>();
      const put = (offer: Offer) => {
        if ([...basket.keys()].some((other) => other.product === offer.product)) return;
        const wanted = wholesale
          ? random.whole(4, 12)
          : random.weighted([
              [1, 82],
              [2, 14],
              [3, 4],
            ]);
        const units = Math.min(wanted, inStock(offer.variant));
        if (units <= 0) return;
        basket.set(offer, units);
        for (const [, second, probability] of companions.get(offer.product.title) ?? []) {
          if (random.chance(probability)) put(random.pick(ofTitle.get(second)!));
        }
      };
      const size = random.weighted([
        [1, 52],
        [2, 30],
        [3, 13],
        [4, 5],
      ]);
      const shelf = shelves.get(taste)!;
      for (let i = 0; i < size; i += 1) put(random.weighted(shelf));
      // What was wanted was sold out: the evening course has no shelf.
      for (let tries = 0; basket.size === 0 && tries < 30; tries += 1) put(random.weighted(shelf));
      if (basket.size === 0) basket.set(ofTitle.get("Brewing course, one evening")![0]!, 1);
      return [...basket].map(([{ product, variant }, quantity]) => ({
        product,
        variant,
        quantity,
      }));
    },
  };
}
