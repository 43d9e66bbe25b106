// Learning beside the main thread: the ridge over 2,000 products alone takes seconds.
import type { Learned, LearnTask } from "../analysis/recommend/learn.ts";
import { aside } from "./aside.server.ts";

const thread = new URL("./recommend-thread.server.ts", import.meta.url);

/** As `learn`; stopped by `signal`, nothing was learned. */
export const learnAside = (task: LearnTask, signal?: AbortSignal): Promise<Learned> =>
  aside(thread, { workerData: task }, signal);
