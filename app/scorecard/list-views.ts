// What of a list's address is chosen, and therefore kept with a view of it. Where a page ends and who is
// signed in is not; nor are customers searched for, who never stand in an address.
const order = ["sort", "dir"];
const period = ["period", "first", "last"];

export const viewedLists = ["customers", "products", "open-orders", "stock"] as const;
export type ViewedList = (typeof viewedLists)[number];

const parameters: Readonly<Record<ViewedList, readonly string[]>> = {
  customers: [...order, ...period],
  products: ["q", ...order, ...period],
  "open-orders": ["age", "state", "location", "carrier"],
  stock: ["q", "status", ...order],
};

/** A view as its list shows it. */
export type ShownView = {
  id: string;
  name: string;
  /** What to set in the list's address; null takes a parameter away. */
  chosen: Readonly<Record<string, string | null>>;
  /** The list is shown like this now. */
  isShown: boolean;
};

export function chosenIn(list: ViewedList, search: URLSearchParams): Record<string, string> {
  const given = parameters[list].map((name) => [name, search.get(name)] as const);
  return Object.fromEntries(given.flatMap(([name, text]) => (text ? [[name, text]] : [])));
}

export function shownView(
  { id, name, chosen }: { id: string; name: string; chosen: Readonly<Record<string, string>> },
  { list, search }: { list: ViewedList; search: URLSearchParams },
): ShownView {
  const now = chosenIn(list, search);
  return {
    ...{ id, name },
    chosen: Object.fromEntries(parameters[list].map((each) => [each, chosen[each] ?? null])),
    isShown: parameters[list].every((each) => chosen[each] === now[each]),
  };
}
