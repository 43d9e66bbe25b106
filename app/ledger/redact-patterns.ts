// How a person is found in what was typed. E-mails and whole names in any case; phones by their digits, with
// or without the country's, whatever stands between; a last name alone only where tasks are written (notes of
// one matter), as a name is written: `Quillington` or `QUILLINGTON`, not `quillington`, which may be a word.
import type { ContactDetails } from "./facts.ts";

/** In a person's place. */
export const erased = "[erased]";

/** Fewer stand in ordinary words and numbers. */
const leastText = 5;
const leastDigits = 6;
const leastName = 3;
/** Of a phone what is the same with and without the country's digits: these many at its end. */
const ownDigits = 9;

export type Pattern = {
  /** Fits at least what `erase` finds, in any case; null: nothing is looked for. */
  sql: string | null;
  erase(text: string): string;
};

export type Patterns = {
  /** E-mails and phones. */
  contacts: Pattern;
  /** Names as a whole, too. */
  named: Pattern;
  /** Last names alone, too; and where anything was found in a matter, first names. */
  matter: Pattern & { eraseFirst(text: string): string };
};

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const spaced = (text: string) => text.split(/\s+/).map(escaped).join("\\s+");
const trimmed = (values: readonly (string | null)[]) => [
  ...new Set(values.flatMap((value) => value?.trim() || [])),
];

const between = "[\\s()./–-]{0,3}";

const digitsOf = (phone: string) => phone.replace(/\D/g, "").replace(/^00/, "");

function phoneOf(phone: string): string[] {
  const digits = digitsOf(phone);
  return digits.length < leastDigits ? [] : [[...digits.slice(-ownDigits)].join(between)];
}

/** As names are written, whatever the person typed. */
const written = (name: string) => [
  name,
  name.charAt(0).toUpperCase() + name.slice(1).toLowerCase(),
  name.toUpperCase(),
];
const lettersOf = (name: string) => name.match(/\p{L}/gu)?.length ?? 0;

const before = "(?<![\\p{L}\\p{N}_])";
const after = "(?![\\p{L}\\p{N}_])";
const any = (some: readonly string[], flags: string) =>
  some.length === 0 ? null : new RegExp(`${before}(?:${some.join("|")})${after}`, flags);
const taking =
  (...patterns: (RegExp | null)[]) =>
  (text: string) =>
    patterns.reduce((left, each) => (each ? left.replace(each, erased) : left), text);
/** JSON may write otherwise what stands between digits. */
const sqlOf = (some: readonly string[]) =>
  some.length === 0 ? null : some.join("|").replaceAll(between, "[^0-9]{0,3}");

export function patternsOf(contacts: readonly ContactDetails[]): Patterns {
  const emails = trimmed(contacts.map(({ email }) => email)).filter((e) => e.length >= leastText);
  const phones = trimmed(contacts.map(({ phone }) => phone)).flatMap(phoneOf);
  const names = contacts.flatMap(({ firstName, lastName }) => {
    const [first, last] = [firstName?.trim(), lastName?.trim()];
    const isLong = first && last && first.length + last.length + 1 >= leastText;
    return isLong
      ? [`${spaced(first)}\\s+${spaced(last)}`, `${spaced(last)},?\\s+${spaced(first)}`]
      : [];
  });
  const alone = (values: (string | null)[]) =>
    trimmed(values).filter((name) => lettersOf(name) >= leastName);
  const lasts = alone(contacts.map(({ lastName }) => lastName));
  const firsts = alone(contacts.map(({ firstName }) => firstName));

  const phone = any(
    phones.map((digits) => `\\+?(?:\\d${between}){0,6}${digits}`),
    "giu",
  );
  const email = any(emails.map(escaped), "giu");
  const name = any(names, "giu");
  const last = any(lasts.flatMap(written).map(spaced), "gu");
  const first = any(firsts.flatMap(written).map(spaced), "gu");
  const reach = [...emails.map(escaped), ...phones];
  return {
    contacts: { sql: sqlOf(reach), erase: taking(email, phone) },
    named: { sql: sqlOf([...reach, ...names]), erase: taking(email, phone, name) },
    matter: {
      sql: sqlOf([...reach, ...names, ...lasts.map(spaced)]),
      erase: taking(email, phone, name, last),
      eraseFirst: taking(first),
    },
  };
}

/** A text of JSON; one that does not end is taken whole, so that its quotes are not each tried as a beginning. */
const literal = /"(?:[^"\\]|\\[^]?)*(?:"(\s*:)?|$)/g;

/** Cleans each text that is a value; names of fields, numbers and all else stay as they are. */
export function eraseInJson(json: string, erase: (text: string) => string): string {
  return json.replace(literal, (found, isField: string | undefined) => {
    if (isField !== undefined) return found;
    const text = JSON.parse(found) as string;
    const cleaned = erase(text);
    return cleaned === text ? found : JSON.stringify(cleaned);
  });
}

/** True of what the app keeps as JSON in a column of text. */
export function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
