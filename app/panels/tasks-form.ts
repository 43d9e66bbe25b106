/** What is wrong with a field, by "words" or "<id> owner"; the panel has the words. */
export type TaskErrors = Record<string, { code: "empty" | "long"; values?: { most: number } }>;
