import { expect, test } from "vitest";
import { readWholeAnswers } from "../../app/panels/whole-answers.ts";

/** A window whose answers have begun and break off when their signal says so, as a browser's do. */
function windowOf(text: string) {
  const fetchIt: typeof fetch = (_input, init) => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(text));
        const { signal } = init ?? {};
        if (!signal) return controller.close();
        signal.addEventListener("abort", () => controller.error(signal.reason));
      },
    });
    return Promise.resolve(new Response(body, { status: 202, headers: { "x-own": "1" } }));
  };
  const window = { fetch: fetchIt, location: { href: "https://app.test/app?a=1" } as Location };
  readWholeAnswers(window);
  return window;
}

test("a page's data that is given up halfway is given up before anybody reads it", async () => {
  const stop = new AbortController();
  const asked = windowOf("half").fetch("/app/kpis/orders.data?period=7", { signal: stop.signal });
  setTimeout(() => stop.abort(), 5);
  await expect(asked).rejects.toMatchObject({ name: "AbortError" });
});

test("data that comes whole is what it was", async () => {
  const answer = await windowOf("[1]").fetch(new URL("https://app.test/app.data"));
  expect(await answer.text()).toBe("[1]");
  expect([answer.status, answer.headers.get("x-own")]).toEqual([202, "1"]);
});

test("what is no page's data comes as it streams", async () => {
  const stop = new AbortController();
  const answer = await windowOf("half").fetch("/app/version?since=1", { signal: stop.signal });
  const reader = answer.body!.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe("half");
  stop.abort();
  await expect(reader.read()).rejects.toMatchObject({ name: "AbortError" });
});
