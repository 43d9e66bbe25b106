/** One kind of fault, made to real processes; what is wrong afterwards is told in sentences. */
export type Scenario = {
  name: string;
  /** What is done, and what must come of it. */
  words: string;
  run(options: ScenarioOptions): Promise<Outcome>;
};

export type ScenarioOptions = {
  seed: number;
  /** Of the storm. */
  deliveries: number;
  withinMs: number;
  /** Told what happens, as it happens. */
  say: (words: string) => void;
};

export type Outcome = {
  /** Counts and times, for the verdict's line. */
  figures: Record<string, number>;
  /** None when all is as it should be. */
  problems: string[];
};

/** A problem's sentence unless it is so. */
export const unless = (isSo: boolean, problem: string): string[] => (isSo ? [] : [problem]);
