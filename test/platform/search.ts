// Shopify's search syntax as far as documents use it: `field:value` with a comparison, terms joined by
// AND (or nothing) and by OR, values bare or in quotes. Shopify ignores what it does not understand;
// here that is an error, because a filter without effect would go unnoticed.
export type Field<T> = (item: T) => string | number | boolean | null;
export type Fields<T> = Readonly<Record<string, Field<T>>>;

type Term = { field: string; sign: string; value: string };

/** @throws Error naming the term that is not understood. */
export function searchBy<T>(
  query: string | null | undefined,
  fields: Fields<T>,
): (item: T) => boolean {
  const text = query?.trim() ?? "";
  if (text === "") return () => true;
  const either = text.split(/\s+OR\s+/).map((part) =>
    part
      .split(/\s+(?:AND\s+)?(?=\w+:)/)
      .map((term) => readTerm(term, text))
      .map((term) => meets(term, fields)),
  );
  return (item) => either.some((all) => all.every((one) => one(item)));
}

function readTerm(text: string, query: string): Term {
  const match = /^(\w+):(>=|<=|>|<|)(?:'([^']*)'|"([^"]*)"|([^\s'"()]+))$/.exec(text.trim());
  if (!match) throw new Error(`got the search ${query}, expected field:value terms`);
  return { field: match[1]!, sign: match[2]!, value: match[3] ?? match[4] ?? match[5]! };
}

function meets<T>({ field, sign, value }: Term, fields: Fields<T>): (item: T) => boolean {
  const read = fields[field];
  if (!read) {
    throw new Error(`got the search field ${field}, expected ${Object.keys(fields).join(", ")}`);
  }
  const instant = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN;
  return (item) => {
    const has = read(item);
    if (has === null) return false;
    if (sign === "") return String(has).toLowerCase() === value.toLowerCase();
    const [a, b] = Number.isNaN(instant)
      ? [Number(has), Number(value)]
      : [Date.parse(String(has)), instant];
    if (sign === ">=") return a >= b;
    if (sign === "<=") return a <= b;
    return sign === ">" ? a > b : a < b;
  };
}
