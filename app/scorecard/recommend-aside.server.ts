// Learning beside the main thread: the ridge over 2,000 products alone takes seconds.
import { Worker } from "node:worker_threads";
import type { Learned, LearnTask } from "../analysis/recommend/learn.ts";

/**
 * As `learn`. Throws what the thread throws, or that it ended without an answer; when `signal` says so,
 * the thread is ended and nothing was learned.
 */
export function learnAside(task: LearnTask, signal?: AbortSignal): Promise<Learned> {
  signal?.throwIfAborted();
  const worker = new Worker(new URL("./recommend-thread.server.ts", import.meta.url), {
    workerData: task,
  });
  const stop = () => void worker.terminate();
  signal?.addEventListener("abort", stop, { once: true });
  const learned = new Promise<Learned>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => {
      reject(new Error(`got exit ${code} from the thread that learns, expected its answer`));
    });
  });
  return learned.finally(() => signal?.removeEventListener("abort", stop));
}
