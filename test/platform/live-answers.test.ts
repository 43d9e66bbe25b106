import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { SurveyPost } from "../../app/ingest/survey-answer.ts";
import { readSessionToken } from "../../app/ingest/survey-token.ts";
import { answersByItself, startLiveAnswers } from "./live-answers.ts";
import { generateStore } from "./trade.ts";

test("the newest web order's buyer answers once, with a token, as the door takes it", async () => {
  const app = { key: "live-key", secret: "live-secret" };
  const { store } = generateStore({ orders: 60, seed: 2, now: new Date() });
  const heard: { bearer: string; body: string }[] = [];
  const server = createServer((req, res) => {
    let body = "";
    req.on("data", (part: Buffer) => (body += part.toString()));
    req.on("end", () => {
      heard.push({ bearer: req.headers.authorization ?? "", body });
      res.writeHead(202).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const live = startLiveAnswers({ store, app, appUrl, pauseMs: 10 });
  await expect.poll(() => heard.length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 60));
  await live.stop();
  await new Promise((resolve) => server.close(resolve));
  expect(heard).toHaveLength(1);
  const post = SurveyPost.parse(JSON.parse(heard[0]!.body));
  const newest = [...store.orders.values()].findLast(
    (order) => order.source_name === "web" && answersByItself(order),
  )!;
  expect(post.order).toBe(String(newest.id));
  expect(post.answers.map(({ question }) => question)).toEqual(["csat", "nps"]);
  const keys = { apiKey: app.key, secrets: [app.secret] };
  expect(readSessionToken(heard[0]!.bearer.slice(7), keys, new Date())).toEqual({
    shop: store.shop.domain,
  });
});
