// Patterns whose time grows faster than the text they read, found by texts made for each pattern: a
// start that it takes, a piece that it may repeat, an end that it refuses.
import { createContext, Script } from "node:vm";

export type Pattern = { place: string; pattern: RegExp };

/** Letters for what an escape stands for; any other stands for itself. */
const stands: Record<string, string[]> = {
  ...{ d: ["1", "0"], w: ["a"], s: [" ", "\n"], p: ["a"], n: ["\n"], r: ["\r"], t: ["\t"] },
  ...{ S: ["a"], D: ["a"], W: ["!"], b: [], B: [] },
};
const tokens =
  /\\p\{[^}]*\}|\\u[0-9a-f]{4}|\\(.)|\[(\^?)((?:\\.|[^\]\\])*)\]|(\(\?(?:<?[=!]|:|<\w+>)|\()|(\))|(\|)|\{(\d+),?\d*\}|([a-z]+)|[+*?^$]|[^]/gi;
const inClass = /\\p\{[^}]*\}|\\u[0-9a-f]{4}|\\(.)|[^]/gi;

const lettersOf = (whole: string, escaped: string | undefined) =>
  escaped ? (stands[escaped] ?? [escaped]) : whole.startsWith("\\") ? ["a"] : [whole];

/** What a pattern is made of, a letter of each class and each word, and texts that it begins to take. */
function piecesOf(source: string): { atoms: string[]; starts: string[] } {
  const atoms = new Set(["a", "!"]);
  const starts = new Set([""]);
  const groups: string[] = [];
  let taken = "";
  let last = "";
  for (const match of source.matchAll(tokens)) {
    const [whole, escaped, not, members, open, close, or, times] = match;
    if (open) groups.push(taken);
    else if (close) groups.pop();
    else if (or) taken = groups.at(-1) ?? "";
    else if (times) taken += last.repeat(Math.max(0, Math.min(40, Number(times)) - 1));
    else if (!/^[+*?^$]$/.test(whole)) {
      const inside = [...(members ?? "").matchAll(inClass)].flatMap(([one, mark]) =>
        lettersOf(one, mark),
      );
      const found = members === undefined ? lettersOf(whole, escaped) : inside;
      for (const atom of found) atoms.add(atom);
      last = not ? "a" : (found[0] ?? "");
      taken += last;
    }
    starts.add(taken);
  }
  return { atoms: [...atoms], starts: [...starts].filter((start) => start.length <= 80) };
}

/** What may be repeated: an atom, two after each other, or as many as the pattern begins with. */
function* textsFor({ source }: RegExp, length: number) {
  const { atoms, starts } = piecesOf(source);
  const pairs = atoms.flatMap((one) => atoms.map((two) => one + two));
  for (const piece of new Set([...atoms, ...pairs, ...starts.filter((start) => start !== "")])) {
    for (const start of new Set([...starts, "a"])) {
      for (const end of ["", "!", "\n"]) yield textOf({ start, piece, end }, length);
    }
  }
}

type Made = { start: string; piece: string; end: string };
const textOf = (made: Made, length: number) => {
  const { start, piece, end } = made;
  return { made, text: start + piece.repeat(Math.ceil(length / piece.length)) + end };
};

/** Long enough to tell a square from a line, short enough to try all. */
const tried = 2_000;
const atOnce = 250;
const mostMs = 5_000;
/** A square of 4 × `tried` takes longer than that, a line does not. */
const leastMs = 2;
const context = createContext({ now: () => performance.now() });
const script = new Script(
  `texts.map((text) => {
    pattern.lastIndex = 0;
    const began = now();
    text.replace(pattern, "");
    return now() - began;
  })`,
);

/** Milliseconds of each text; null when one of them had to be stopped. */
function times(pattern: RegExp, texts: readonly string[]): number[] | null {
  const found: number[] = [];
  for (let from = 0; from < texts.length; from += atOnce) {
    Object.assign(context, { pattern, texts: texts.slice(from, from + atOnce) });
    try {
      found.push(...(script.runInContext(context, { timeout: mostMs }) as number[]));
    } catch {
      return null;
    }
  }
  return found;
}

/** The middle of five. */
const time = (pattern: RegExp, text: string) =>
  (times(pattern, Array<string>(5).fill(text)) ?? []).toSorted((a, b) => a - b)[2] ?? Infinity;

/**
 * How its time grows from n to 4 n with the texts that it takes longest for: 4 is a line, 16 a square.
 * @param longest what it is given at most, as whoever reads it sees to; default any length
 */
export function growthOf(pattern: RegExp, longest = Infinity): number {
  const texts = [...textsFor(pattern, tried)];
  const taken = times(
    pattern,
    texts.map(({ text }) => text),
  );
  if (!taken) return Infinity;
  const worst = texts
    .map(({ made }, at) => ({ made, ms: taken[at]! }))
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, 5);
  const growths = worst.map(({ made }) => {
    const at = (length: number) => time(pattern, textOf(made, length).text);
    if (longest < Infinity) return at(longest) < 500 ? 4 : Infinity;
    const long = at(4 * tried);
    return long < leastMs ? 4 : long / at(tried);
  });
  return Math.max(...growths);
}
