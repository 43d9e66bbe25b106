// @vitest-environment jsdom
import { act, useState } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useLiveVersion, type Wait } from "../../app/panels/live.tsx";

// A reload of the page's data, as the page under test sets it.
const router = vi.hoisted(() => ({ reload: () => {} }));
vi.mock("@remix-run/react", () => ({
  useRevalidator: () => ({ revalidate: () => router.reload(), state: "idle" }),
}));

let visibility = "visible";

beforeEach(() => {
  visibility = "visible";
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => visibility });
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A page whose data has the server's version; `wait` answers as the test says. */
async function open(server: { version: string }, wait: Wait) {
  function Page() {
    const [version, setVersion] = useState(server.version);
    router.reload = () => setVersion(server.version);
    useLiveVersion(version, wait);
    return <p>{version}</p>;
  }
  const place = document.createElement("div");
  const root = createRoot(place);
  await act(async () => root.render(<Page />));
  return { text: () => place.textContent, close: () => root.unmount() };
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

test("while the server is away the page asks after one second, then two, and then goes on", async () => {
  const server = { version: "1" };
  let isAway = true;
  const wait = vi.fn<Wait>(async (since) => {
    if (isAway) throw new Error("got no answer");
    if (server.version !== since) return server.version;
    return new Promise<string>(() => {});
  });
  const { text, close } = await open(server, wait);
  expect(wait).toHaveBeenCalledTimes(1);
  await pass(999);
  expect(wait).toHaveBeenCalledTimes(1);
  await pass(1);
  expect(wait).toHaveBeenCalledTimes(2);
  await pass(1_999);
  expect(wait).toHaveBeenCalledTimes(2);
  // The server is back with a number that changed meanwhile.
  isAway = false;
  server.version = "2";
  await pass(1);
  expect(text()).toBe("2");
  expect(wait).toHaveBeenLastCalledWith("2", expect.anything());
  await act(async () => close());
});

test("a hidden page asks for nothing, and catches up when it is seen again", async () => {
  const server = { version: "1" };
  let tell: (version: string) => void = () => {};
  const wait = vi.fn<Wait>(() => new Promise((resolve) => (tell = resolve)));
  const { text, close } = await open(server, wait);
  visibility = "hidden";
  // The wait that is under way ends; the page shows it and rests.
  server.version = "2";
  await act(async () => tell("2"));
  expect(text()).toBe("2");
  await pass(60_000);
  expect(wait).toHaveBeenCalledTimes(1);

  visibility = "visible";
  await act(async () => document.dispatchEvent(new Event("visibilitychange")));
  expect(wait).toHaveBeenCalledTimes(2);
  server.version = "3";
  await act(async () => tell("3"));
  expect(text()).toBe("3");
  await act(async () => close());
});
