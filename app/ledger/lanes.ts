/** Work on parts of one shop at a time: a database of two cores has one for each. */
const lanes = 2;

/** Runs all, some at a time: each is taken by whoever is free. After an error no other is begun. */
export async function inLanes<T>(all: Iterable<T>, run: (each: T) => Promise<void>): Promise<void> {
  const left = all[Symbol.iterator]();
  const failed: unknown[] = [];
  const lane = async () => {
    try {
      for (let next = left.next(); !next.done && !failed.length; next = left.next()) {
        await run(next.value);
      }
    } catch (error) {
      failed.push(error);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failed.length > 0) throw failed[0];
}
