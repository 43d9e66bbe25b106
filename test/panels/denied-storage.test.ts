import { expect, test } from "vitest";
import { allowDeniedStorage } from "../../app/panels/denied-storage.ts";

function windowThatDenies(): Window {
  return Object.defineProperty({}, "sessionStorage", {
    configurable: true,
    get() {
      throw new DOMException("denied", "SecurityError");
    },
  }) as Window;
}

test("denied storage is replaced by one that lasts as long as the page", () => {
  const window = windowThatDenies();
  allowDeniedStorage(window);
  const storage = window.sessionStorage;
  storage.setItem("a", "1");
  expect([storage.getItem("a"), storage.length, storage.key(0)]).toEqual(["1", 1, "a"]);
  storage.removeItem("a");
  expect(storage.getItem("a")).toBeNull();
});

test("storage that works is left alone", () => {
  const sessionStorage = { getItem: () => null } as unknown as Storage;
  const window = { sessionStorage } as Window;
  allowDeniedStorage(window);
  expect(window.sessionStorage).toBe(sessionStorage);
});
