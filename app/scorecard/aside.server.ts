// Pure work beside the main thread, where it would hold up everything else for as long as it takes.
import { Worker, type WorkerOptions } from "node:worker_threads";

/**
 * The one message of a thread. Throws what the thread throws, or that it ended without an answer; when
 * `signal` says so, the thread is ended.
 */
export async function aside<Answer>(
  thread: URL,
  options: WorkerOptions,
  signal?: AbortSignal,
): Promise<Answer> {
  signal?.throwIfAborted();
  const worker = new Worker(thread, options);
  const stop = () => void worker.terminate();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await new Promise<Answer>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.once("exit", (code) => {
        reject(new Error(`got exit ${code} from ${thread.pathname}, expected its answer`));
      });
    });
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
