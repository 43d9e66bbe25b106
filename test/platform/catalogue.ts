// The demo store's shelves: a small coffee shop with two counters, drawn up by hand. Prices carry
// 19 % German VAT (taxes included); costs are without tax. `weight` is how often an item is chosen.

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

/** title, type, price, unit cost (null: the merchant never entered one), weight. */
export const articles: [string, string, string, string | null, number][] = [
  ["House espresso 1 kg", "Coffee", "24.90", "10.40", 14],
  ["House espresso 250 g", "Coffee", "7.90", "3.10", 10],
  ["Decaf espresso 250 g", "Coffee", "8.40", "3.45", 4],
  ["Ethiopia Guji filter 250 g", "Coffee", "11.90", "5.20", 9],
  ["Colombia Huila filter 250 g", "Coffee", "10.90", "4.70", 8],
  ["Kenya Nyeri filter 250 g", "Coffee", "13.50", "6.30", 5],
  ["Sampler, four coffees", "Coffee", "32.00", "14.90", 6],
  ["Cold brew bottle 0.5 l", "Drinks", "6.50", "2.30", 5],
  ["Oat drink, six cartons", "Drinks", "14.40", "9.10", 4],
  ["Hand grinder", "Equipment", "89.00", "47.00", 3],
  ["Electric grinder", "Equipment", "189.00", "118.00", 1.5],
  ["Pour-over dripper", "Equipment", "24.00", "9.20", 4],
  ["Paper filters, 100", "Supplies", "6.90", "1.85", 9],
  ["Gooseneck kettle", "Equipment", "64.00", "33.50", 2],
  ["Coffee scale", "Equipment", "49.00", "23.80", 2.5],
  ["Stovetop pot, 6 cups", "Equipment", "39.00", "17.60", 2],
  ["Milk jug 0.35 l", "Equipment", "17.90", "6.70", 2.5],
  ["Espresso cups, set of two", "Tableware", "22.00", null, 3],
  ["Travel mug", "Tableware", "28.50", "11.90", 3.5],
  ["Descaler 0.5 l", "Supplies", "9.80", "2.90", 3],
  ["Brush for grinders", "Supplies", "7.50", "1.60", 2],
  ["Barista apron", "Clothing", "36.00", null, 1],
  ["Brewing course, one evening", "Course", "59.00", null, 1],
  ["Cocoa 250 g", "Drinks", "8.90", "3.80", 3],
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

export const firstNames =
  "Ada Ben Clara David Elif Finn Greta Hugo Ida Jonas Kira Lars Mila Noah Olga Paul Rosa Sami Tilda Yusuf".split(
    " ",
  );
export const lastNames =
  "Albrecht Berger Conrad Dogan Ebert Fischer Graf Hansen Iversen Jansen Keller Lorenz Meyer Novak Otto Peters Richter Schulz Vogel Weiss".split(
    " ",
  );
