// A manual that somebody writes in the editor: checked, then kept as the next version.
import { inShop, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { longestText, longestTitle, type ManualText } from "../ledger/training/manual.ts";
import { saveManual } from "../ledger/training/manuals.server.ts";
import { countSteps, findScript, readMarkdown } from "../ledger/training/markdown.ts";
import { readQuestions } from "../ledger/training/questions.ts";

export type ManualFaults = Partial<Record<keyof ManualText, string>>;
export type SavedManual = { id: string; version: number; isNew: boolean };

/** What is wrong with each field: got, expected, what to do. Empty when nothing is. */
export function manualFaults({ title, text, questions }: ManualText): ManualFaults {
  const faults: ManualFaults = {};
  if (title === "" || title.length > longestTitle) {
    faults.title = `got ${title.length} characters, expected 1 to ${longestTitle}`;
  }
  const script = [title, text, questions].map(findScript);
  const told = (found: ReturnType<typeof findScript>) =>
    found &&
    `line ${found.line}: got "${found.found}", which is a program and no text: take it out, or write what it should say in words`;
  const steps = countSteps(readMarkdown(text));
  if (text.length > longestText) {
    faults.text = `got ${text.length} characters, expected at most ${longestText}: split the manual`;
  } else if (script[1]) faults.text = told(script[1]) ?? "";
  else if (steps === 0) {
    faults.text = "got no step, expected lines such as: 1. Read the whole slip";
  }
  if (script[0]) faults.title = told(script[0]) ?? "";
  const read = readQuestions(questions);
  if (script[2]) faults.questions = told(script[2]) ?? "";
  else if (questions.length > longestText) {
    faults.questions = `got ${questions.length} characters, expected at most ${longestText}`;
  } else if ("wrong" in read) faults.questions = read.wrong;
  return faults;
}

/** `id` null makes a new one. Nothing is kept while anything is wrong. */
export async function writeManual(
  db: Db,
  shop: ShopContext,
  { id, title, text, questions }: ManualText & { id: string | null },
  now: Date,
): Promise<SavedManual | { errors: ManualFaults } | null> {
  const given = { title: title.trim(), text: text.trim(), questions: questions.trim() };
  const errors = manualFaults(given);
  if (Object.keys(errors).length > 0) return { errors };
  return inShop(db, shop.id, (client) => saveManual(client, shop, { ...given, id, now }));
}
