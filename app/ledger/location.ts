export type NamedLocation = { id: string; name: string };

/**
 * The id of the one that is called so, or has that id; null where none has, or several have. Where no
 * location was ever read, what is told is taken for an id.
 */
export function locationNamed(locations: readonly NamedLocation[], called: string): string | null {
  const same = (text: string) => text.trim().toLowerCase();
  if (locations.length === 0 || locations.some(({ id }) => id === called)) return called;
  const found = locations.filter(({ name }) => same(name) === same(called));
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}
