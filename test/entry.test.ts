import { expect, test, vi } from "vitest";
import { handleError } from "../app/entry.server.tsx";
import { env } from "../app/env.server.ts";

vi.mock("../app/shopify.server.ts", () => ({ addDocumentResponseHeaders() {} }));

test("a request that fails is logged by its path, without what was asked", () => {
  const lines: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  const level = env.LOG_LEVEL;
  env.LOG_LEVEL = "error";
  try {
    const request = new Request("https://app.test/digest/stop?k=1.anna.proof&q=Quillington");
    handleError(new Error("database away"), { request });
  } finally {
    env.LOG_LEVEL = level;
  }
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({ level: "error", path: "/digest/stop" });
  expect(lines[0]).not.toMatch(/anna|proof|Quillington/);
});
