// What the forms of the Data and Settings panels answer at their edges: only to a signed-in shop, only
// to what they expect, nothing taken otherwise.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, openDatabase, type Db } from "../../app/db.server.ts";
import { findShop } from "../../app/ledger/shop.server.ts";
import { freshDatabaseUrl } from "../database.ts";
import { openSmallShop, type SmallShop } from "../e2e/small-shop.ts";
import { demoShop } from "../platform/catalogue.ts";
import { browser } from "../platform/install-app.ts";
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
    ["/app/settings/keys", { name: "a", scopes: ["everything"] }],
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

test("reading the history again reads the locations again, too", async () => {
  const { id } = (await findShop(db, demoShop.domain))!;
  const locations = () =>
    inShop(db, id, async (client) => {
      const { rows } = await client.query<{ n: number }>("select count(*)::int as n from location");
      return rows[0]!.n;
    });
  // The stand-in's: Leipzig, Berlin, Hamburg.
  await expect.poll(locations, { timeout: 20_000 }).toBe(3);
  await inShop(db, id, (client) => client.query("delete from location where shop_id = $1", [id]));
  expect((await post("/app/data", json({ intent: "read-history" }))).text).toContain("done");
  await expect.poll(locations, { timeout: 20_000 }).toBe(3);
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
  await expect
    .poll(() => page("/app/data"), { timeout: 20_000 })
    .toMatch(/"x\.csv"[^]*"accepted",1,/);
});

test("a file of more than 200 MB is refused before it is read", { timeout: 60_000 }, async () => {
  // Told by its length alone: nothing of it needs to come.
  const answer = await fetchHead(200_200_000);
  expect(answer).toContain("too-large");
});

/** Sends the headers of an upload of that length and a little of it. */
async function fetchHead(bytes: number): Promise<string> {
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    const out = request(
      `${shop.appUrl}/app/data/import.data`,
      {
        method: "POST",
        headers: {
          "user-agent": browser,
          authorization: `Bearer ${token()}`,
          "content-type": "multipart/form-data; boundary=x",
          "content-length": bytes,
        },
      },
      (answer) => {
        let text = "";
        answer.on("data", (part: Buffer) => (text += part));
        answer.on("end", () => {
          out.destroy();
          resolve(text);
        });
      },
    );
    out.on("error", reject);
    out.write('--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n');
  });
}
