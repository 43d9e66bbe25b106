// The other end of forecast-aside.server.ts: one forecast, one answer.
import { parentPort, workerData } from "node:worker_threads";
import { forecastItems, type Items } from "../analysis/forecast/forecast.ts";

parentPort?.postMessage(forecastItems(workerData as Items));
