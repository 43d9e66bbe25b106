// The other end of recommend-aside.server.ts: one task, one answer.
import { parentPort, workerData } from "node:worker_threads";
import { learn, type LearnTask } from "../analysis/recommend/learn.ts";

parentPort?.postMessage(learn(workerData as LearnTask));
