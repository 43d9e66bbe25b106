// Learning who orders next beside the main thread: ten thousand histories take half a second.
import {
  learnNextOrder,
  type History,
  type NextOrder,
} from "../analysis/preferences/next-order.ts";
import { aside } from "./aside.server.ts";

export type NextOrderTask = { histories: readonly History[]; end: number; seed: number };

const thread = new URL("./next-order-thread.server.ts", import.meta.url);
/** Fewer take less than 25 ms of the main thread. */
const fewHistories = 500;

/** As `learnNextOrder`. */
export async function nextOrderAside(
  task: NextOrderTask,
  signal?: AbortSignal,
): Promise<NextOrder | null> {
  if (task.histories.length <= fewHistories) return learnNextOrder(task.histories, task);
  return aside(thread, { workerData: task }, signal);
}
