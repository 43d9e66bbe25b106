// A forecast beside the main thread: a shop of many items would hold up everything else for seconds.
import { forecastItems, type Forecast, type Items } from "../analysis/forecast/forecast.ts";
import { aside } from "./aside.server.ts";

const thread = new URL("./forecast-thread.server.ts", import.meta.url);

/** Fewer items than these take less than 50 ms of the main thread. */
const fewItems = 200;

/** Of a large catalogue they are 100 MB: handed over, not copied. */
function columnsOf({ past, ...items }: Items): ArrayBuffer[] {
  return [...Object.values(items), ...Object.values(past ?? {})].flatMap((column) =>
    ArrayBuffer.isView(column) ? [column.buffer as ArrayBuffer] : [],
  );
}

/** As `forecastItems`; the items' columns are empty afterwards. */
export async function forecastAside(items: Items): Promise<Forecast> {
  if (items.count <= fewItems) return forecastItems(items);
  return aside(thread, {
    workerData: items,
    transferList: columnsOf(items),
    // It makes many small lists and keeps none: room for new ones would only be room unused.
    resourceLimits: { maxYoungGenerationSizeMb: 6 },
  });
}
