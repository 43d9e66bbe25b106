// A forecast beside the main thread: a shop of many items would hold up everything else for seconds.
import { Worker } from "node:worker_threads";
import { forecastItems, type Forecast, type Items } from "../analysis/forecast/forecast.ts";

/** Fewer items than these take less than 50 ms of the main thread. */
const fewItems = 200;

/** Of a large catalogue they are 100 MB: handed over, not copied. */
function columnsOf({ past, ...items }: Items): ArrayBuffer[] {
  return [...Object.values(items), ...Object.values(past ?? {})].flatMap((column) =>
    ArrayBuffer.isView(column) ? [column.buffer as ArrayBuffer] : [],
  );
}

/**
 * As `forecastItems`; the items' columns are empty afterwards. Throws what the thread throws, or that it
 * ended without an answer.
 */
export function forecastAside(items: Items): Promise<Forecast> {
  if (items.count <= fewItems) return Promise.resolve(forecastItems(items));
  const worker = new Worker(new URL("./forecast-thread.server.ts", import.meta.url), {
    workerData: items,
    transferList: columnsOf(items),
    // It makes many small lists and keeps none: room for new ones would only be room unused.
    resourceLimits: { maxYoungGenerationSizeMb: 6 },
  });
  return new Promise<Forecast>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => {
      reject(new Error(`got exit ${code} from the forecast's thread, expected its answer`));
    });
  });
}
