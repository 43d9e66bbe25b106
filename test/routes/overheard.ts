// What is said to the database while a test runs, and what of it would ask or lock across shops.
import pg from "pg";

type Query = (...args: unknown[]) => unknown;

/** Notes the text of every statement that the app's plain role says in this process, until `stop`. */
export function overhear(): { texts: Set<string>; stop(): void } {
  const texts = new Set<string>();
  const made = pg.Client.prototype as unknown as { query: Query };
  const { query } = made;
  made.query = function (this: unknown, ...args: unknown[]) {
    const [first] = args;
    const text = typeof first === "string" ? first : (first as { text?: string } | null)?.text;
    if (text && (this as { user?: string }).user === "fourfold_app") texts.add(text);
    return query.apply(this, args);
  };
  return { texts, stop: () => void (made.query = query) };
}

const words = (text: string) =>
  text
    .replace(/--.*$/gm, "")
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/\s+/g, " ")
    .trim();

const updated =
  /\bupdate \w+(?: \w+)? set [^]*?\b(?:nextval|random|gen_random_uuid|clock_timestamp)\(/i;
/** What an insert finds there already Citus sets by immutable words alone: not even to the transaction's time. */
const updatedInstead =
  /\bdo update set (?:(?!\b(?:where|returning)\b)[^])*?\b(?:now|nextval|random|gen_random_uuid|clock_timestamp)\(/i;

/**
 * Statements that name a table of shops and no shop; and updates to a value that is another each time it
 * is asked for, which Citus refuses. Whoever names the shop locks its rows alone.
 */
export function strayStatements(texts: Iterable<string>, tables: readonly string[]): string[] {
  const named = new RegExp(
    `\\b(?:from|join|into|update|only) "?(?:${tables.join("|")})"?(?![\\w(.])`,
    "i",
  );
  const ofShop =
    /\bshop_id"? ?= ?(?:\(select \$1::bigint\)|\$\d|\d+|\w+\.)|\(\s*"?shop_id"?\s*[,)]/i;
  const ofOne = /\b(?:shop\.)?"?id"? ?= ?(?:\$\d|\d+)/i;
  return [...texts].flatMap((text) => {
    const said = words(text);
    if (!named.test(said)) return [];
    if (
      !ofShop.test(said) &&
      !(/\b(?:from|update) "?shop"?(?![\w(.])/i.test(said) && ofOne.test(said))
    )
      return [`names no shop: ${said}`];
    const changes =
      updated.test(said.replace(/\bdo update set\b/gi, "")) || updatedInstead.test(said);
    return changes ? [`updates to what changes: ${said}`] : [];
  });
}
