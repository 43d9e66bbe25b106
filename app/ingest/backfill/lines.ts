// One line of a bulk operation's result, looked at without parsing it: which thing it is and what it
// belongs to. Shopify writes keys in the order they were asked for, so `id` comes first and
// `__parentId`, which it adds, last; a line in any other order is parsed.

import { withoutNul } from "../exact-json.ts";

export type Gid = { type: string; id: string };
export type LineHead = { self: Gid | null; parent: Gid | null };

const start = '{"id":"gid://shopify/';
const parentMark = '"__parentId":"gid://shopify/';
/** Longest tail that a parent's gid can take: a type name, an id of 64 bits, punctuation. */
const tail = 120;

/** `Order/123"…` from `at` on, as type and digits. */
function gidAt(line: string, at: number): Gid | null {
  const slash = line.indexOf("/", at);
  if (slash < 0) return null;
  let end = slash + 1;
  for (let code = line.charCodeAt(end); code >= 48 && code <= 57; code = line.charCodeAt(end)) {
    end += 1;
  }
  return end > slash + 1 ? { type: line.slice(at, slash), id: line.slice(slash + 1, end) } : null;
}

/** @throws SyntaxError when the line is no JSON and has not the usual form. */
export function headOf(line: string): LineHead {
  const isUsual = line.startsWith(start);
  const at = line.indexOf(parentMark, Math.max(0, line.length - tail));
  if (isUsual && at >= 0) {
    return { self: gidAt(line, start.length), parent: gidAt(line, at + parentMark.length) };
  }
  if (isUsual && !line.includes('"__parentId"')) {
    return { self: gidAt(line, start.length), parent: null };
  }
  const value = JSON.parse(line) as { id?: unknown; __parentId?: unknown };
  return { self: gidOf(value.id), parent: gidOf(value.__parentId) };
}

/** @throws SyntaxError when the line is no JSON. */
export const parseLine = (line: string): unknown => JSON.parse(withoutNul(line));

function gidOf(value: unknown): Gid | null {
  const prefix = "gid://shopify/";
  return typeof value === "string" && value.startsWith(prefix) ? gidAt(value, prefix.length) : null;
}

/** Ids are decimal without leading zeros: the longer is the greater. */
export function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A root with all that belongs to it, as text. `root` is null where the file lacks it. */
export type Group = { id: string; root: string | null; children: string[] };

export type Router = ReturnType<typeof createRouter>;

/**
 * Finds what each line belongs to. A grandchild names its parent only, so lines that may be parents
 * are remembered; one whose parent has not come yet waits for the end.
 */
export function createRouter(rootType: string) {
  const roots = new Map<string, string>();
  const early: { line: string; parent: string }[] = [];
  const keyOf = ({ type, id }: Gid) => `${type}/${id}`;
  return {
    /** The id of the line's root; null when it is not known yet. */
    route(line: string, { self, parent }: LineHead): string | null {
      if (!parent) return self?.id ?? null;
      if (parent.type === rootType) {
        // Order lines are no parents, and there are millions of them.
        if (self && self.type !== "LineItem") roots.set(keyOf(self), parent.id);
        return parent.id;
      }
      const root = roots.get(keyOf(parent));
      if (root !== undefined) return root;
      early.push({ line, parent: keyOf(parent) });
      return null;
    },
    /** Lines that came before their parents, with their roots; null where the parent never came. */
    *rest(): Generator<{ line: string; root: string | null }> {
      for (const { line, parent } of early) yield { line, root: roots.get(parent) ?? null };
      early.length = 0;
    },
  };
}
