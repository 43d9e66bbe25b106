// Shopify's ids exceed 2^53, and JSON.parse alone would round them: 820982911946154508 becomes
// …4500. Numbers that would lose digits are read as text, and where Shopify writes the gid beside
// the number, the gid's digits win (bodies that were re-written on their way are already rounded).

// lib.es5.d.ts does not know the third argument yet: https://tc39.es/proposal-json-parse-with-source/
const parse = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
) => unknown;

/** 2^53 has sixteen digits: without such a run where a number may begin, nothing could be rounded. */
const longNumber = /(?:^|[:,[\s])-?\d{16}/;
const integer = /^-?\d+$/;
const gid = /^gid:\/\/shopify\/\w+\/(\d+)/;

const exact: Parameters<typeof parse>[1] = (_key, value, { source }) => {
  if (typeof value === "number") {
    return source !== undefined && !Number.isSafeInteger(value) && integer.test(source)
      ? source
      : value;
  }
  if (typeof value === "object" && value !== null && "id" in value) {
    const digits = "admin_graphql_api_id" in value && gidDigits(value.admin_graphql_api_id);
    if (digits) value.id = digits;
  }
  return value;
};

/**
 * JSON text to a value in which no integer is rounded: integers beyond 2^53 are decimal text, all
 * else is as JSON.parse gives it. An `id` beside an `admin_graphql_api_id` is that gid's digits.
 * @throws SyntaxError when the text is no JSON, or nested some thousands of levels deep.
 */
export function parseExact(text: string): unknown {
  if (!longNumber.test(text)) return JSON.parse(text);
  try {
    return parse(text, exact);
  } catch (error) {
    // Revived values are gone down into by recursion, which ends somewhere.
    if (!(error instanceof RangeError)) throw error;
    throw new SyntaxError("got JSON that is nested too deep to be read", { cause: error });
  }
}

/** The digits of a gid such as `gid://shopify/Order/820982911946154508`; null for anything else. */
export function gidDigits(value: unknown): string | null {
  return typeof value === "string" ? (gid.exec(value)?.[1] ?? null) : null;
}

/** JSON text to a value in which every number is the text it was written as. Throws a SyntaxError. */
export function parseDigits(text: string): unknown {
  return parse(text, (_key, value, { source }) => (typeof value === "number" ? source : value));
}

/**
 * JSON may hold an escaped NUL, Postgres text may not. A doubled backslash is passed over, so that a
 * literal \\u0000 stays what it is.
 */
export function withoutNul(text: string): string {
  if (!text.includes("\\u0000")) return text;
  return text.replace(/\\\\|\\u0000/g, (found) => (found === "\\u0000" ? "\\ufffd" : found));
}
