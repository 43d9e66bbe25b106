// Every text of the panels stands in locales/en.json, one flat key a text, its page first:
// "home.title". {name} marks what is filled in. A text that counts something stands twice, as
// key_one and key_other, chosen by `count`. Words that define a KPI stand with its definition.
import texts from "./locales/en.json" with { type: "json" };

type Written = keyof typeof texts;
export type TextKey = {
  [K in Written]: K extends `${infer Base}_one` ? Base : K extends `${string}_other` ? never : K;
}[Written];

const written: Readonly<Record<string, string>> = texts;
const plurals = new Intl.PluralRules("en");

/** The text of a key. `count` chooses between one and many; print it formatted under another name. */
export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  const count = Number(values["count"] ?? NaN);
  const counted = Number.isNaN(count) ? undefined : written[`${key}_${plurals.select(count)}`];
  const text = counted ?? written[key] ?? written[`${key}_other`] ?? key;
  return text.replace(/\{(\w+)\}/g, (mark, name: string) => String(values[name] ?? mark));
}
