// @vitest-environment jsdom
// The survey with Shopify's own tester: its mock of the page around the extension, its elements.
import { getExtension } from "@shopify/ui-extensions-tester";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { heardChoices } from "../../app/ledger/survey-heard.ts";
import { shippedWords } from "../../app/ledger/survey-words.ts";
import { soon } from "./soon.ts";

const configSearchDir = "extensions/fourfold-survey";

const thankYou = getExtension("purchase.thank-you.block.render", { configSearchDir });
const words = shippedWords["en"]!;
const appUrl = "https://app.test";

type Call = { url: string; method: string; bearer: string; body: unknown };
let calls: Call[];

/** Answers GET with what there is to ask, POST with `posted`. */
function answering(asked: object, posted: () => Response | Promise<Response>) {
  return vi.fn(async (url: string | URL | Request, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    const method = init.method ?? "GET";
    const body = init.body ? JSON.parse(String(init.body)) : null;
    calls.push({ url: String(url), method, bearer: headers.get("authorization") ?? "", body });
    return method === "GET" ? new Response(JSON.stringify(asked)) : posted();
  });
}
const kept = () => new Response('{"status":"kept"}', { status: 202 });
const both = { questions: ["csat", "nps"], words };

beforeEach(() => {
  calls = [];
  vi.stubEnv("APP_URL", appUrl);
  thankYou.setUp();
  thankYou.shopify.orderConfirmation.value.order.id = "gid://shopify/OrderIdentity/7";
  thankYou.shopify.sessionToken.get = async () => "a.session.token";
  thankYou.shopify.localization.language.value.isoCode = "de-AT";
});
afterEach(() => {
  thankYou.tearDown();
  vi.unstubAllEnvs();
});

const all = (selector: string) => [...document.body.querySelectorAll<HTMLElement>(selector)];
const one = (selector: string) => all(selector)[0]!;
const scale = (place: number) => all("s-choice-list")[place] as HTMLElement & { values: string[] };

function choose(place: number, score: number) {
  scale(place).values = [String(score)];
  scale(place).dispatchEvent(new Event("change"));
}

async function showThankYou(fetching: ReturnType<typeof answering>) {
  thankYou.fetch = fetching as typeof fetch;
  await thankYou.render();
}

test("it asks what the app says, in the buyer's language, with labels and every score", async () => {
  await showThankYou(answering(both, kept));
  await soon(() => expect(all("s-choice-list")).toHaveLength(2));
  expect(calls).toEqual([
    {
      url: `${appUrl}/api/survey?page=thank-you&order=gid%3A%2F%2Fshopify%2FOrderIdentity%2F7&locale=de-AT`,
      ...{ method: "GET", bearer: "Bearer a.session.token", body: null },
    },
  ]);
  expect(all("s-choice-list").map((list) => list.getAttribute("label"))).toEqual([
    words.csat,
    words.nps,
  ]);
  const labels = [0, 1].map((place) => [...scale(place).children].map((c) => c.textContent));
  expect(labels[0]).toEqual(["1 · Not at all", "2", "3", "4", "5 · Very"]);
  expect(labels[1]).toHaveLength(11);
  expect(labels[1]![0]).toBe("0 · Not likely");
  expect(labels[1]![10]).toBe("10 · Very likely");
  // The text is asked for once there is a score to explain.
  expect(all("s-text-area")).toEqual([]);
});

test("an answer is posted with the session token, and then there is thanks and nothing else", async () => {
  await showThankYou(answering(both, kept));
  await soon(() => expect(all("s-choice-list")).toHaveLength(2));
  choose(0, 4);
  choose(1, 9);
  await soon(() => expect(all("s-text-area")).toHaveLength(1));
  const area = one("s-text-area") as HTMLElement & { value: string };
  expect(area.getAttribute("label")).toBe(words.comment);
  area.value = "  Good soap ";
  area.dispatchEvent(new Event("input"));
  // The page draws itself between two things a person does.
  await new Promise((resolve) => setTimeout(resolve, 20));
  one("s-button").click();
  await soon(() => expect(one("s-banner").textContent).toBe(words.thanks));
  expect(all("s-choice-list, s-text-area, s-button")).toEqual([]);
  expect(calls[1]).toEqual({
    url: `${appUrl}/api/survey`,
    method: "POST",
    bearer: "Bearer a.session.token",
    body: {
      order: "gid://shopify/OrderIdentity/7",
      page: "thank-you",
      answers: [
        { question: "csat", score: 4 },
        { question: "nps", score: 9 },
      ],
      text: "Good soap",
    },
  });
});

test("one question alone can be answered, and its text left out", async () => {
  await showThankYou(answering({ questions: ["nps"], words }, kept));
  await soon(() => expect(all("s-choice-list")).toHaveLength(1));
  expect(one("s-button").hasAttribute("disabled")).toBe(true);
  choose(0, 0);
  await soon(() => expect(one("s-button").hasAttribute("disabled")).toBe(false));
  one("s-button").click();
  await soon(() => expect(one("s-banner").textContent).toBe(words.thanks));
  expect(calls[1]!.body).toMatchObject({ answers: [{ question: "nps", score: 0 }] });
  expect(calls[1]!.body).not.toHaveProperty("text");
});

test("what did not get through is said, kept on the page, and can be sent again", async () => {
  let isUp = false;
  const answer = () => (isUp ? kept() : new Response("{}", { status: 503 }));
  await showThankYou(answering(both, answer));
  await soon(() => expect(all("s-choice-list")).toHaveLength(2));
  choose(1, 10);
  await soon(() => expect(one("s-button").hasAttribute("disabled")).toBe(false));
  one("s-button").click();
  await soon(() => expect(one("s-banner").textContent).toBe(words.failed));
  expect(scale(1).values).toEqual(["10"]);
  isUp = true;
  one("s-button").click();
  await soon(() => expect(one("s-banner").textContent).toBe(words.thanks));
  expect(calls).toHaveLength(3);
});

const choices = heardChoices.map(([channel, name]) => ({ channel, label: words[name] }));
const heardOnly = { questions: ["heard-about"], choices, words };

function tap(place: number, channel: string) {
  scale(place).values = [channel];
  scale(place).dispatchEvent(new Event("change"));
}

test("how somebody heard of the shop is one tap, posted by itself", async () => {
  await showThankYou(answering(heardOnly, kept));
  await soon(() => expect(all("s-choice-list")).toHaveLength(1));
  expect(one("s-choice-list").getAttribute("label")).toBe("How did you hear about us?");
  expect([...scale(0).children].map((choice) => choice.textContent)).toEqual(
    choices.map(({ label }) => label),
  );
  expect(all("s-button, s-text-area")).toEqual([]);
  tap(0, "referral");
  await soon(() => expect(one("s-banner").textContent).toBe(words.thanks));
  expect(all("s-choice-list")).toEqual([]);
  expect(calls[1]!.body).toEqual({
    ...{ order: "gid://shopify/OrderIdentity/7", page: "thank-you" },
    answers: [{ question: "heard-about", channel: "referral" }],
  });
});

test("a tap that did not get through is said and can be tried again; scores stay to be given", async () => {
  let isUp = false;
  const answer = () => (isUp ? kept() : new Response("{}", { status: 503 }));
  const three = { questions: ["csat", "nps", "heard-about"], choices, words };
  await showThankYou(answering(three, answer));
  await soon(() => expect(all("s-choice-list")).toHaveLength(3));
  tap(2, "email");
  await soon(() => expect(one("s-banner").textContent).toBe(words.failed));
  isUp = true;
  tap(2, "email");
  await soon(() => expect(all("s-choice-list")).toHaveLength(2));
  expect(document.body.textContent).toContain(words.thanks);
  choose(1, 9);
  await soon(() => expect(one("s-button").hasAttribute("disabled")).toBe(false));
  one("s-button").click();
  await soon(() => expect(one("s-banner").textContent).toBe(words.thanks));
  expect(all("s-choice-list")).toEqual([]);
  expect(calls.at(-1)!.body).toMatchObject({ answers: [{ question: "nps", score: 9 }] });
});

test("with nothing to ask, or no app to ask, the page stays quiet", async () => {
  await showThankYou(answering({ questions: [], words }, kept));
  await soon(() => expect(calls).toHaveLength(1));
  expect(document.body.textContent).toBe("");
  thankYou.tearDown();
  thankYou.setUp();
  await showThankYou(vi.fn().mockRejectedValue(new TypeError("no network")));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(document.body.textContent).toBe("");
});
