// The demo store's shelves: a small coffee shop with two counters, drawn up by hand. Prices carry
// 19 % German VAT (taxes included); costs are without tax. `weight` is how often a thing is chosen.

export const demoShop = {
  id: 90210001,
  domain: "fourfold-demo.myshopify.com",
  name: "Demo data: Nordwind Coffee",
  currency: "EUR",
  timeZone: "Europe/Berlin",
  country: "DE",
};

export const places = [
  { id: 71001, name: "Warehouse Leipzig", city: "Leipzig", zip: "04109", province: "SN" },
  { id: 71002, name: "Berlin store", city: "Berlin", zip: "10115", province: "BE" },
  { id: 71003, name: "Hamburg store", city: "Hamburg", zip: "20095", province: "HH" },
] as const;

export type Taste = "espresso" | "filter" | "any";

/** Choice within an article: its name (null when there is only one), price, cost (null: the merchant never entered one), weight. */
export type Choice = [string | null, string, string | null, number];
export type Article = [title: string, type: string, taste: Taste, choices: Choice[]];

const one = (price: string, cost: string | null, weight: number): Choice[] => [
  [null, price, cost, weight],
];
const bags = (small: string, smallCost: string, large: string, largeCost: string, weight: number) =>
  [
    ["250 g", small, smallCost, weight],
    ["1 kg", large, largeCost, weight * 0.6],
  ] satisfies Choice[];

export const articles: Article[] = [
  ["House espresso", "Coffee", "espresso", bags("7.90", "3.10", "24.90", "10.40", 16)],
  ["Decaf espresso", "Coffee", "espresso", bags("8.40", "3.45", "26.90", "11.60", 4)],
  ["Brazil Cerrado espresso", "Coffee", "espresso", bags("8.90", "3.60", "28.50", "12.10", 7)],
  ["Ethiopia Guji filter", "Coffee", "filter", bags("11.90", "5.20", "39.90", "18.40", 9)],
  ["Colombia Huila filter", "Coffee", "filter", bags("10.90", "4.70", "36.50", "16.80", 8)],
  ["Kenya Nyeri filter", "Coffee", "filter", one("13.50", "6.30", 5)],
  ["Sampler, four coffees", "Coffee", "any", one("32.00", "14.90", 6)],
  ["Cold brew bottle 0.5 l", "Drinks", "filter", one("6.50", "2.30", 5)],
  ["Oat drink, six cartons", "Drinks", "espresso", one("14.40", "9.10", 4)],
  ["Hand grinder", "Equipment", "any", one("89.00", "47.00", 2.4)],
  ["Electric grinder", "Equipment", "espresso", one("189.00", "118.00", 1)],
  [
    "Pour-over dripper",
    "Equipment",
    "filter",
    [
      ["White", "24.00", "9.20", 2.5],
      ["Black", "24.00", "9.20", 2],
      ["Copper", "38.00", "16.10", 0.8],
    ],
  ],
  ["Paper filters, 100", "Supplies", "filter", one("6.90", "1.85", 5)],
  ["Gooseneck kettle", "Equipment", "filter", one("64.00", "33.50", 1.6)],
  ["Coffee scale", "Equipment", "any", one("49.00", "23.80", 2)],
  ["Stovetop pot, 6 cups", "Equipment", "espresso", one("39.00", "17.60", 2)],
  ["Milk jug 0.35 l", "Equipment", "espresso", one("17.90", "6.70", 2)],
  ["Espresso cups, set of two", "Tableware", "espresso", one("22.00", null, 2.5)],
  [
    "Travel mug",
    "Tableware",
    "any",
    [
      ["Sand", "28.50", "11.90", 2],
      ["Forest", "28.50", "11.90", 1.6],
    ],
  ],
  ["Descaler 0.5 l", "Supplies", "espresso", one("9.80", "2.90", 2)],
  ["Brush for grinders", "Supplies", "any", one("7.50", "1.60", 1)],
  [
    "Barista apron",
    "Clothing",
    "any",
    [
      ["S", "36.00", null, 0.3],
      ["M", "36.00", null, 0.5],
      ["L", "36.00", null, 0.4],
    ],
  ],
  ["Brewing course, one evening", "Course", "any", one("59.00", null, 1)],
  ["Cocoa 250 g", "Drinks", "any", one("8.90", "3.80", 3)],
];

/** Planted affinities: with the first in the basket the second follows with this probability. */
export const affinities: [string, string, number][] = [
  ["Pour-over dripper", "Paper filters, 100", 0.55],
  ["Hand grinder", "Brush for grinders", 0.4],
  ["Electric grinder", "Descaler 0.5 l", 0.3],
  ["Gooseneck kettle", "Coffee scale", 0.35],
  ["Stovetop pot, 6 cups", "Espresso cups, set of two", 0.38],
  ["Milk jug 0.35 l", "Oat drink, six cartons", 0.32],
  ["Ethiopia Guji filter", "Colombia Huila filter", 0.18],
];

/** Where parcels go: country, province, a city with its post code, VAT rate, weight. */
export const destinations: [string, string | null, string, string, number, number][] = [
  ["DE", "BE", "Berlin", "10437", 0.19, 22],
  ["DE", "HH", "Hamburg", "22765", 0.19, 16],
  ["DE", "SN", "Leipzig", "04229", 0.19, 10],
  ["DE", "BY", "Munich", "80469", 0.19, 13],
  ["DE", "NW", "Cologne", "50672", 0.19, 12],
  ["AT", null, "Vienna", "1070", 0.2, 9],
  ["NL", null, "Utrecht", "3511", 0.21, 7],
  ["FR", null, "Lyon", "69001", 0.2, 6],
  ["CH", null, "Basel", "4051", 0, 5],
];

/** Who carries parcels: hours from the parcel to the door (median, log spread), share of the parcels. */
export const carriers = [
  { name: "DHL", medianHours: 42, sigma: 0.32, share: 6 },
  { name: "DPD", medianHours: 58, sigma: 0.45, share: 3 },
  { name: "UPS", medianHours: 50, sigma: 0.25, share: 1 },
];

export const firstNames =
  "Ada Ben Clara David Elif Finn Greta Hugo Ida Jonas Kira Lars Mila Noah Olga Paul Rosa Sami Tilda Yusuf".split(
    " ",
  );
export const lastNames =
  "Albrecht Berger Conrad Dogan Ebert Fischer Graf Hansen Iversen Jansen Keller Lorenz Meyer Novak Otto Peters Richter Schulz Vogel Weiss".split(
    " ",
  );
