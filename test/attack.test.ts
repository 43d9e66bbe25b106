// What somebody may send to make the app work for nothing, or for them.
import { createContext, Script } from "node:vm";
import ts from "typescript";
import { expect, test } from "vitest";
import { parseExact } from "../app/ingest/exact-json.ts";
import { logLine } from "../app/log.server.ts";
import { sourceFiles } from "./architecture/files.ts";

const app = sourceFiles("app", "extensions");

/** Every literal of a regular expression of the app, with its place. */
function patterns(): { place: string; pattern: RegExp }[] {
  return app
    .filter(({ path }) => /\.tsx?$/.test(path))
    .flatMap(({ path, text }) => {
      const found: { place: string; pattern: RegExp }[] = [];
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

/** A pattern that goes back over what it has read takes seconds for these, one that does not microseconds. */
const evil = [
  ..."a1 .-_=+/\"',;:@#(<\n\t\\".split(""),
  ...[
    "aA",
    "1,",
    "1.",
    "a.",
    "a@",
    "a-",
    " \n",
    '""',
    "\\u0000",
    "id_token=",
    "eyJ-",
    "a b ",
    "=a",
    "x:/",
  ],
].map((piece) => piece.repeat(Math.ceil(3_000 / piece.length)));
const ends = ["", "!"];
const mostMs = 2_000;

/** What is slower than that for any of the texts. */
function slow(some: readonly { place: string; pattern: RegExp }[]): string[] {
  const script = new Script(
    "for (const text of texts) { pattern.lastIndex = 0; text.replace(pattern, ''); }",
  );
  const texts = evil.flatMap((text) => ends.map((end) => text + end));
  const given = { texts, pattern: /a/ };
  const context = createContext(given);
  return some.flatMap(({ place, pattern }) => {
    given.pattern = pattern;
    try {
      script.runInContext(context, { timeout: mostMs });
      return [];
    } catch {
      return [place];
    }
  });
}

test("no pattern of the app is held up by a text made for it", () => {
  const found = patterns();
  expect(found.length).toBeGreaterThan(150);
  expect(slow(found)).toEqual([]);
  expect(slow([{ place: "planted", pattern: /^(a+)+$/ }])).toEqual(["planted"]);
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
  const inBrowser = /^app\/(?:panels|routes)\/|^extensions\/|\.test\./;
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
