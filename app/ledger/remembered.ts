// Answers that depend on a text alone and of which a shop asks for few: kept, because a history asks
// for each of them hundreds of thousands of times.

/** Answers kept at once; more are unlikely to be asked for again. */
const mostAnswers = 1000;

/** `answer`, a pure function, worked out once for each of the texts that were asked last. */
export function remembered<T>(answer: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined || answers.has(text)) return known as T;
    const made = answer(text);
    if (answers.size >= mostAnswers) answers.clear();
    answers.set(text, made);
    return made;
  };
}
