// The other end of next-order-aside.server.ts: one task, one answer.
import { parentPort, workerData } from "node:worker_threads";
import { learnNextOrder } from "../analysis/preferences/next-order.ts";
import type { NextOrderTask } from "./next-order-aside.server.ts";

const task = workerData as NextOrderTask;
parentPort?.postMessage(learnNextOrder(task.histories, task));
