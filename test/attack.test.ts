// What somebody may send to make the app work for nothing, or for them.
import ts from "typescript";
import { expect, test } from "vitest";
import { parseExact } from "../app/ingest/exact-json.ts";
import { logLine } from "../app/log.server.ts";
import { sourceFiles } from "./architecture/files.ts";
import { growthOf, type Pattern } from "./growth.ts";

const app = sourceFiles("app", "extensions");

/** Every literal of a regular expression of the app, with its place. */
function patterns(): Pattern[] {
  return app
    .filter(({ path }) => /\.tsx?$/.test(path))
    .flatMap(({ path, text }) => {
      const found: Pattern[] = [];
      const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TSX);
      const visit = (node: ts.Node): void => {
        if (ts.isRegularExpressionLiteral(node)) {
          const [, source = "", flags = ""] = /^\/([^]*)\/(\w*)$/.exec(node.text) ?? [];
          const pattern = new RegExp(source, flags);
          found.push({ place: `${path}: ${node.text}`, pattern });
        }
        ts.forEachChild(node, visit);
      };
      visit(file);
      return found;
    });
}

/**
 * Patterns that are not in line with their text, and the most they are given: of a log line's text 10,000
 * characters are kept.
 */
const bounded: Record<string, number> = { "app/log.server.ts": 10_000 };

test("no pattern of the app takes more than in line with its text", { timeout: 120_000 }, () => {
  const found = patterns();
  expect(found.length).toBeGreaterThan(150);
  const steep = found.filter(({ place, pattern }) => {
    const longest = bounded[place.split(":")[0]!];
    return growthOf(pattern, longest) >= 8;
  });
  expect(steep.map(({ place }) => place)).toEqual([]);
});

test("a pattern that goes back is found, as these were", { timeout: 120_000 }, () => {
  for (const planted of [
    /^(a+)+$/,
    /0+$/,
    /\s*%$/,
    /\s*\n\s*/g,
    /^[-+−(]?[\d.,\s'’]*\d[\d.,\s'’]*[-)]?$/u,
    /^([a-z]{2})\s+(.*\d.*)$/i,
    /\[([^\]]+)\]\(((?:https?:\/\/|mailto:)[^\s)]+)\)/g,
    /<\s*\/?\s*(?:script|iframe)\b[^>]*>?/i,
    /<[^>]*\son\w+\s*=[^>]*>?/i,
  ]) {
    expect(growthOf(planted), String(planted)).toBeGreaterThan(8);
  }
  for (const plain of [/^a+$/, /(?<!0)0+$/, /^\d+(\.\d+)?$/, /\s+/g]) {
    expect(growthOf(plain), String(plain)).toBeLessThan(8);
  }
});

test("a body nested as deep as it is long is refused or read within seconds, never a crash", () => {
  const deep = (levels: number) =>
    `{"id":12345678901234567890,"a":${"[".repeat(levels)}${"]".repeat(levels)}}`;
  const started = performance.now();
  for (const levels of [10, 1_000, 1_000_000]) {
    let read: unknown;
    try {
      read = parseExact(deep(levels));
    } catch (error) {
      // Anything else would not be taken for the body's fault.
      expect(error).toBeInstanceOf(SyntaxError);
      continue;
    }
    expect(read).toMatchObject({ id: "12345678901234567890" });
  }
  expect(() => parseExact("[".repeat(3_000_000))).toThrow(SyntaxError);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("a log line of a huge text is short, soon there and still clean", () => {
  const started = performance.now();
  const line = logLine("info", { got: "eyJ-".repeat(1_000_000) }, "a@b.example ", new Date(0));
  expect(line.length).toBeLessThan(20_000);
  expect(line).not.toContain("a@b.example");
  expect(performance.now() - started).toBeLessThan(10_000);
});

/**
 * Who asks over the network, and where to. No address comes from a merchant, a buyer or a file, so there is
 * none that could lead inside: a new caller has to be put here with what keeps it outside.
 */
const askers: Record<string, string> = {
  "app/routes/app.tsx": "in the browser its own app: addresses that begin with /",
  "app/offline-token.server.ts": "a shop's domain, held to *.myshopify.com by Shopify's library",
  "app/ingest/reconcile-client.server.ts": "a shop's domain, as above, and Shopify's path",
  "app/ingest/backfill/download.server.ts":
    "the address of a result, as Shopify's Admin API tells it",
  "app/mail.server.ts": "SMTP_URL of whoever runs the app",
  "app/commands/fourfold/live-check.ts": "SHOPIFY_APP_URL or --url of whoever runs the app",
};

test("nobody but those named asks over the network", () => {
  const asks =
    /\bfetch\(|\bfetchFrom\(|node:(?:http|https|net|tls|dns|http2)"|\bcreateTransport\(|undici/;
  const inBrowser = /^app\/panels\/|^extensions\/|\.test\./;
  const listening = new Set([
    ...["door.server.ts", "survey.server.ts", "survey-http.server.ts"].map(
      (n) => `app/ingest/${n}`,
    ),
    ...["serve", "pages", "signs", "metrics"].map((n) => `app/commands/${n}.server.ts`),
    "app/ledger/database/server.server.ts",
  ]);
  const found = app
    .filter(({ path, text }) => {
      const code = text.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, "").replace(/^import type .*$/gm, "");
      return asks.test(code) && !inBrowser.test(path) && !listening.has(path);
    })
    .map(({ path }) => path);
  expect(found.toSorted()).toEqual(Object.keys(askers).toSorted());
});
