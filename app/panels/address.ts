// What is chosen lives in the address: back, reload and share work.

/** Who is signed in where, the period and the market: every page takes them along. */
const everywhere = [
  "shop",
  "host",
  "embedded",
  "locale",
  "period",
  "first",
  "last",
  "versus",
  "market",
] as const;

/**
 * The address of a page with the period of the present one.
 * @param changes parameters to set; null takes one away. Others of the present page are left behind.
 */
export function pageAddress(
  path: string,
  search: URLSearchParams,
  changes: Readonly<Record<string, string | null>> = {},
): string {
  const kept = everywhere.filter((name) => search.has(name));
  return write(path, new URLSearchParams(kept.map((name) => [name, search.get(name)!])), changes);
}

/** The present page's address with some parameters changed; what signed the page in is left behind. */
export function sameAddress(
  path: string,
  search: URLSearchParams,
  changes: Readonly<Record<string, string | null>>,
): string {
  const kept = new URLSearchParams(search);
  for (const name of ["id_token", "hmac", "timestamp", "session", "_data", "index"]) {
    kept.delete(name);
  }
  return write(path, kept, changes);
}

function write(
  path: string,
  search: URLSearchParams,
  changes: Readonly<Record<string, string | null>>,
): string {
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) search.delete(name);
    else search.set(name, value);
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}
