// manual    how a piece of work is done: Markdown with steps, and a check at its end
// check     questions with one right answer each, which all have to be right to pass
// library   manuals that come with the app; a shop's own ones lie in the table `manual`

/** As it is written: `text` is Markdown (markdown.ts), `questions` as questions.ts reads them. */
export type ManualText = { title: string; text: string; questions: string };

export type LibraryManual = ManualText & {
  /** Never one of a shop's own, which begin with `own-`. */
  id: string;
  /** Grows when a step changes: people learn it again. */
  version: number;
  /** To read it and take the check, by our own reading. */
  minutes: number;
};

export const longestTitle = 100;
export const longestText = 20_000;
export const mostQuestions = 12;
