// What the forms of the Data and Settings panels answer at their edges: only to a signed-in shop, only
// to what they expect, nothing taken otherwise.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, openDatabase, type Db } from "../../app/db.server.ts";
import { order } from "../../app/kpis/examples.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { findShop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { freshDatabaseUrl } from "../database.ts";
import { sendHead } from "./send-head.ts";
import { openSmallShop, type SmallShop } from "../e2e/small-shop.ts";
import { demoShop } from "../platform/catalogue.ts";
import { browser, installApp } from "../platform/install-app.ts";
import { idToken } from "../platform/tokens.ts";

let shop: SmallShop;
let db: Db;
beforeAll(async () => {
  const database = await freshDatabaseUrl();
  shop = await openSmallShop({ database });
  db = await openDatabase({ url: database.url });
}, 180_000);
afterAll(async () => {
  await db?.close();
  await shop?.close();
});

type Sent = { body?: BodyInit; headers?: Record<string, string>; token?: string | null };
const token = () => idToken({ key: "e2e-key", secret: shop.secret }, demoShop.domain, new Date());

async function post(path: string, { body, headers, token: given = token() }: Sent) {
  const answer = await fetch(`${shop.appUrl}${path}.data`, {
    method: "POST",
    body: body ?? "",
    redirect: "manual",
    headers: {
      "user-agent": browser,
      ...(given ? { authorization: `Bearer ${given}` } : {}),
      ...headers,
    },
  });
  return { status: answer.status, text: await answer.text() };
}
const json = (value: unknown, sent: Sent = {}) => ({
  body: JSON.stringify(value),
  headers: { "content-type": "application/json" },
  ...sent,
});
async function page(path: string): Promise<string> {
  const answer = await fetch(`${shop.appUrl}${path}.data`, {
    headers: { "user-agent": browser, authorization: `Bearer ${token()}` },
  });
  return answer.text();
}

const settings = (value: string) => ({
  locale: "en",
  weekStart: "mon",
  ship: { value: "", unit: "hours" },
  deliver: { value: "", unit: "hours" },
  targets: [{ kpi: "nps", value, first: "", last: "" }],
  shown: [],
  headline: ["net-sales", "contribution-margin", "nps", "on-time-shipping", "orders"],
  regions: [],
});
const csv = "order,question,score,answered_at,touchpoint\n1,nps,9,2026-01-01T10:00:00Z,service\n";
function upload(text: string, fields: Record<string, string> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ name: "a.csv", kind: "", ...fields })) {
    form.append(name, value);
  }
  form.append("file", new Blob([text], { type: "text/csv" }), "upload.csv");
  return form;
}

test("without a token, or with another app's, no form takes anything", async () => {
  const forged = idToken({ key: "e2e-key", secret: "another" }, demoShop.domain, new Date());
  for (const given of [null, forged]) {
    const answers = await Promise.all([
      post("/app/settings", json(settings("41"), { token: given })),
      post("/app/settings/setup", json({ step: null, isSkipped: true }, { token: given })),
      post("/app/tasks", json({ kpi: "nps", words: "Ask", owner: "" }, { token: given })),
      post("/app/settings/keys", json({ name: "a", scopes: [] }, { token: given })),
      post("/app/settings/shares", json({ name: "a", days: 30 }, { token: given })),
      post("/app/data", json({ intent: "check" }, { token: given })),
      post("/app/data/import", { body: upload(csv), token: given }),
    ]);
    for (const { status, text } of answers) {
      expect([202, 302, 401, 410]).toContain(status);
      expect(text).not.toMatch(/saved|done|"id"/);
    }
  }
  expect(await page("/app/settings")).not.toContain('"41"');
  expect(await page("/app/data")).not.toContain("a.csv");
});

test("a form of another shape is a 400, and a right one is kept", async () => {
  for (const [path, wrong] of [
    ["/app/settings", { ...settings("41"), weekStart: "noon" }],
    ["/app/settings", "settings"],
    ["/app/settings/setup", { step: "everything", isSkipped: true }],
    ["/app/tasks", { kpi: "no-number", words: "Ask", owner: "" }],
    ["/app/tasks", { tasks: "all" }],
    ["/app/tasks", { own: { kpi: "no-number", owner: "Ana" } }],
    ["/app/tasks", { kpi: "nps", words: "Ask", owner: "", cause: { by: "luck" } }],
    ["/app/settings/keys", { name: "a", scopes: ["everything"] }],
    ["/app/settings/shares", { name: "a", days: 36500 }],
    ["/app/data", { intent: "forget" }],
    ["/app/data", { intent: "retry", ids: [""] }],
  ] as const) {
    expect((await post(path, json(wrong))).status, JSON.stringify(wrong)).toBe(400);
  }
  const fault = await post("/app/settings", json(settings("141")));
  expect([fault.status, fault.text]).toEqual([200, expect.stringContaining("targets.0.value")]);
  expect((await post("/app/settings", json(settings("41")))).text).toContain("saved");
  expect(await page("/app/settings")).toContain('"41"');
});

test("twenty keys are enough, and a name must be one", async () => {
  const make = (name: string) =>
    post("/app/settings/keys", json({ name, scopes: ["recommendations"] }));
  for (const name of ["", "  ", "x".repeat(101)])
    expect((await make(name)).text).toContain("fault");
  for (let n = 1; n <= 20; n += 1) expect((await make(`Key ${n}`)).text).toContain("ff_");
  expect((await make("One more")).text).toMatch(/fault.*most/);
  expect(await page("/app/settings")).not.toMatch(/ff_|hash/);
});

test("a link to the scorecard is made once, opens without the admin and ends", async () => {
  const wish = (body: object) => post("/app/settings/shares", json(body));
  for (const name of ["", " ", "x".repeat(101)])
    expect((await wish({ name, days: 7 })).text).toContain("fault");
  const [, link = ""] = /(https?:[^"]+\/share\/[^"]+)"/.exec(
    (await wish({ name: "Books", days: 7 })).text,
  )!;
  const token = link.split("/").at(-1)!;
  const open = () => fetch(`${shop.appUrl}/share/${token}?period=7`, { redirect: "manual" });
  const opened = await open();
  const text = await opened.text();
  expect([opened.status, opened.headers.get("set-cookie")]).toEqual([200, null]);
  expect(text).toContain(`Scorecard of ${demoShop.domain.split(".")[0]}`);
  // The built page holds its own style sheet, and the policy allows that one.
  const [, styles = ""] = /<style>([^]*?)<\/style>/.exec(text)!;
  expect(styles).toContain("font-size");
  const hash = createHash("sha256").update(styles).digest("base64");
  expect(opened.headers.get("content-security-policy")).toContain(`'sha256-${hash}'`);
  // Beside other stores it is the same store, in the same style.
  const beside = await fetch(`${shop.appUrl}/shared?${new URLSearchParams({ link })}`);
  expect(beside.headers.get("content-security-policy")).toContain(`'sha256-${hash}'`);
  expect(await beside.text()).toContain(`href="/share/${token}?period=30"`);
  const posted = await fetch(`${shop.appUrl}/share/${token}`, { method: "POST" });
  expect(posted.status).toBe(405);

  const settings = await page("/app/settings");
  expect(settings).toContain('"Books"');
  expect(settings).not.toContain(token.slice(-20));
  await wish({ revoke: token.split(".")[1] });
  const ended = await open();
  expect([ended.status, await ended.text()]).toEqual([
    410,
    expect.stringContaining("This link has ended"),
  ]);
});

test("reading the history again reads the locations again, too", async () => {
  const { id } = (await findShop(db, demoShop.domain))!;
  const locations = () =>
    inShop(db, id, async (client) => {
      const { rows } = await client.query<{ n: number }>("select count(*)::int as n from location");
      return rows[0]!.n;
    });
  // The stand-in's: Leipzig, Berlin, Hamburg.
  await expect.poll(locations).toBe(3);
  await inShop(db, id, (client) => client.query("delete from location where shop_id = $1", [id]));
  expect((await post("/app/data", json({ intent: "read-history" }))).text).toContain("done");
  await expect.poll(locations).toBe(3);
});

test("an upload says why it is refused, and one that is right is in line", async () => {
  const refusals: [string, FormData][] = [
    ["empty", upload("")],
    ["kind", upload(csv, { kind: "secrets" })],
    ["no-file", new FormData()],
  ];
  refusals[2]![1].append("name", "a.csv");
  for (const [reason, body] of refusals) {
    expect((await post("/app/data/import", { body })).text, reason).toContain(reason);
  }
  const broken = { body: "--x\r\nnonsense", headers: { "content-type": "multipart/form-data" } };
  expect((await post("/app/data/import", broken)).text).toContain("broken");
  const taken = await post("/app/data/import", { body: upload(csv, { name: "../../etc/x.csv" }) });
  expect(taken.text).toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  await expect.poll(() => page("/app/data")).toMatch(/"x\.csv"[^]*"accepted",1,/);
});

test("a file of more than 200 MB is refused before it is read", { timeout: 60_000 }, async () => {
  // Told by its length alone: nothing of it needs to come.
  const start = 'name="file"; filename="a.csv"\r\n\r\n';
  const answer = await sendHead(shop.appUrl, token(), { bytes: 200_200_000, start });
  expect(answer).toMatch(/^413 .*too-large.*got 200200000 bytes, expected .*; read a larger one/);
  // Without a length, what has come tells: more text than any form has.
  const flood = `name="kind"\r\n\r\n${"a".repeat(200_000)}`;
  expect(await sendHead(shop.appUrl, token(), { bytes: null, start: flood })).toMatch(
    /^413 .*too-large.*got more than 65536 bytes beside the file, expected/,
  );
});

/** What a person sees of a shop in a tab: answers of pages, told by the tab's own token. */
const tab = (domain: string) => ({
  async ask(path: string) {
    const token = idToken({ key: "e2e-key", secret: shop.secret }, domain, new Date());
    const answer = await fetch(`${shop.appUrl}${path}`, {
      headers: { "user-agent": browser, authorization: `Bearer ${token}` },
    });
    expect([answer.status, path]).toEqual([200, path]);
    expect(answer.headers.get("cache-control"), path).toBe("no-store");
    expect(answer.headers.get("set-cookie"), path).toBeNull();
    return answer.text();
  },
});

test("two shops open in two tabs never see each other, however their requests mix", async () => {
  const second = "zweiburg.myshopify.com";
  await installApp({
    standInUrl: shop.url,
    app: { key: "e2e-key", secret: shop.secret },
    domain: second,
  });
  const tabs = [
    { ...tab(demoShop.domain), mark: "einsdorf", gross: 31_313_131 },
    { ...tab(second), mark: "zweiburg", gross: 47_474_747 },
  ];
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const ids: ShopContext[] = [];
  for (const [n, domain] of [demoShop.domain, second].entries()) {
    const found = (await findShop(db, domain))!;
    ids.push(found);
    const { mark, gross } = tabs[n]!;
    const sold = { ...order(`${mark}-order`, { on: yesterday, gross }), currency: found.currency };
    const lines = sold.lines.map((line) => ({ ...line, title: `${mark} vase` }));
    await inShop(db, found.id, (client) => writeFacts(client, found, [{ ...sold, lines }]));
    await recompute(db, found, { asOf: new Date() });
  }
  // So far apart that a version told to the wrong one is seen.
  await inShop(db, ids[1]!.id, (client) => client.query("update shop set version = 5000000"));

  const paths = ["/app.data", "/app/kpis/net-sales.data?by=product", "/app/export/scorecard"];
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(
      paths.flatMap((path) =>
        tabs.map(async ({ ask, gross }, n) => {
          const text = await ask(path);
          const major = (minor: number) => String(minor).slice(0, 6);
          expect(text, path).toContain(major(gross));
          expect(text, path).not.toContain(major(tabs[1 - n]!.gross));
          expect(text, path).not.toContain(tabs[1 - n]!.mark);
        }),
      ),
    );
  }

  // The long poll, both waiting at once and told in turn.
  const version = async (n: number) => {
    const { rows } = await inShop(db, ids[n]!.id, (client) =>
      client.query<{ version: bigint }>("select version from shop where id = $1", [ids[n]!.id]),
    );
    return rows[0]!.version;
  };
  const waits = await Promise.all(
    tabs.map(async ({ ask }, n) => {
      const since = await version(n);
      return { since, told: ask(`/app/version?since=${since}`) };
    }),
  );
  for (const [n, found] of [...ids.entries()].reverse()) {
    const { mark } = tabs[n]!;
    const more = order(`${mark}-more`, { on: yesterday, gross: 100 });
    await inShop(db, found.id, (client) =>
      writeFacts(client, found, [{ ...more, currency: found.currency }]),
    );
    await recompute(db, found, { asOf: new Date() });
    const { since, told } = waits[n]!;
    const heard = BigInt((JSON.parse(await told) as { version: string }).version);
    expect(heard).toBeGreaterThan(since);
    expect(heard >= 5_000_000n).toBe(n === 1);
  }
});
