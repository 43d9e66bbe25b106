// What a buyer's page loads of ours: each target of the survey block, compressed as Shopify serves it.
import { gzipSync } from "node:zlib";
import { bundleSurvey } from "../platform/shop-window-bundle.ts";
import { figure } from "./figure.ts";
import type { Figure } from "./figure.ts";

export async function* bench(): AsyncIterable<Figure> {
  for (const { target, code } of await bundleSurvey("https://app.example.com")) {
    const kilobytes = gzipSync(code, { level: 9 }).length / 1024;
    yield figure("block", `survey at ${target}`, kilobytes, { unit: "KB", atMost: 15 });
  }
}
