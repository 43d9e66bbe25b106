import { isMainThread } from "node:worker_threads";

/** Lets requests of the same process have their turn; a thread of its own serves none. */
export const breathe = (): Promise<void> | void =>
  isMainThread ? new Promise((resolve) => setImmediate(resolve)) : undefined;
