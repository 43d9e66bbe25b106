// A check as people type it, one question after the other:
//
//   ? What do you do first?
//   - Tape the box
//   + Read the slip
//   = The slip says what belongs in it.
//
// `?` asks, `-` is a wrong answer, `+` the right one, `=` says why. Empty lines and the order of answers
// do not matter.
import { mostQuestions } from "./manual.ts";

export type Question = {
  ask: string;
  answers: string[];
  /** Index of the right one. */
  right: number;
  why: string;
};

const fewestAnswers = 2;
const mostAnswers = 6;

type Draft = { line: number; ask: string; answers: string[]; rights: number[]; why: string };

/** The questions, or what is wrong with the first that is not one: got, expected, where. */
export function readQuestions(text: string): { questions: Question[] } | { wrong: string } {
  const drafts: Draft[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const row = raw.trim();
    if (row === "") continue;
    const line = index + 1;
    const [mark = "", words] = [row[0], row.slice(1).trim()];
    if (!"?-+=".includes(mark)) {
      return { wrong: `line ${line}: got "${row.slice(0, 40)}", expected ?, -, + or = in front` };
    }
    if (words === "") return { wrong: `line ${line}: got ${mark} alone, expected words behind it` };
    if (mark === "?") {
      drafts.push({ line, ask: words, answers: [], rights: [], why: "" });
      continue;
    }
    const draft = drafts.at(-1);
    if (!draft) return { wrong: `line ${line}: got ${mark} first, expected a question: ? …` };
    if (mark === "=") draft.why = `${draft.why} ${words}`.trim();
    else {
      if (mark === "+") draft.rights.push(draft.answers.length);
      draft.answers.push(words);
    }
  }
  if (drafts.length === 0 || drafts.length > mostQuestions) {
    return { wrong: `got ${drafts.length} questions, expected 1 to ${mostQuestions}` };
  }
  const wrong = drafts.map(faultOf).find((fault) => fault !== null);
  if (wrong) return { wrong };
  return {
    questions: drafts.map(({ ask, answers, rights, why }) => ({
      ask,
      answers,
      right: rights[0]!,
      why,
    })),
  };
}

function faultOf({ line, answers, rights, why }: Draft): string | null {
  const where = `question of line ${line}`;
  if (answers.length < fewestAnswers || answers.length > mostAnswers) {
    return `${where}: got ${answers.length} answers, expected ${fewestAnswers} to ${mostAnswers}`;
  }
  if (rights.length !== 1) return `${where}: got ${rights.length} right answers (+), expected one`;
  if (new Set(answers).size < answers.length) {
    return `${where}: got one answer twice, expected different ones`;
  }
  return why === "" ? `${where}: got no reason, expected a line = why it is right` : null;
}

/** By question whether the answer was right; false where none was given. */
export function markAnswers(
  questions: readonly Question[],
  given: readonly (number | null)[],
): boolean[] {
  return questions.map(({ right }, at) => given[at] === right);
}
