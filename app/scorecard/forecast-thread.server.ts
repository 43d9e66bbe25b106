// The other end of forecast-aside.server.ts: one forecast, one answer.
import { parentPort, workerData } from "node:worker_threads";
import { forecastItems, type Items } from "../analysis/forecast/forecast.ts";

const found = forecastItems(workerData as Items);
parentPort?.postMessage(
  found,
  Object.values(found.items).map((column) => column.buffer as ArrayBuffer),
);
