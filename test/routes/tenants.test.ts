// Every route, API address, job and command as one shop that asks for the other's things. They are
// found in the code: a new one is walked the day it is written.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { jobs } from "../../app/jobs/index.ts";
import type { JobSpec } from "../../app/jobs/job.ts";
import { prepareQueue } from "../../app/jobs/queue.server.ts";
import { endpoints } from "../../app/routes/api.v1.$/endpoints.ts";
import { setRuntime } from "../../app/runtime.server.ts";
import { terminal } from "../commands/terminal.ts";
import { freshDatabase } from "../database.ts";
import { tenantTables } from "../ledger/database/tenants.ts";
import { told } from "./told.ts";
import { bodiesOf } from "./bodies.ts";
import { overhear, strayStatements } from "./overheard.ts";
import { fillShop, fillTables, fingerprint, type FilledShop } from "./two-shops.ts";

// Who is signed in is told by a header here; how Shopify's library finds that out is tested over http.
vi.mock("../../app/shopify.server.ts", () => ({
  graphqlFor: async () => null,
  authenticate: {
    admin: async (request: Request) => ({
      session: { shop: request.headers.get("x-signed-in") },
      sessionToken: { sub: "1" },
      admin: { graphql: () => Promise.reject(new Error("not asked for")) },
    }),
  },
}));

type Args = { request: Request; params: Record<string, string>; context: object };
type Route = Partial<Record<"loader" | "action", (args: Args) => unknown>>;

const files = import.meta.glob<Route>([
  "../../app/routes/*.{ts,tsx}",
  "../../app/routes/*/route.{ts,tsx}",
]);
const routes = Object.entries(files).map(([path, load]) => ({
  name: /routes\/(.+?)(?:\/route)?\.tsx?$/.exec(path)?.[1] ?? path,
  source: readFileSync(join(import.meta.dirname, path), "utf8"),
  load,
}));

const now = new Date("2026-03-20T12:00:00Z");
const days = { from: "2026-03-01", to: "2026-04-01" };
let db: Db;
let me: FilledShop;
let other: FilledShop;
let fourfold: ReturnType<typeof terminal>;
const heard = overhear();

beforeAll(async () => {
  db = await freshDatabase();
  await prepareQueue(db, jobs);
  setRuntime({ db, wake: async () => {} });
  fourfold = terminal(db, now);
  me = await fillShop(db, "einsdorf");
  other = await fillShop(db, "zweiburg");
  await fillTables(db, other);
}, 120_000);
afterAll(async () => {
  heard.stop();
  fourfold?.close();
  await db?.close();
});

/** Where it says more of a shop, the other one by default, than it was asked with. */
function leak(text: string, asked: string, mark = other.mark): string | null {
  const rest = text.replaceAll(asked, "").replaceAll(encodeURIComponent(asked), "");
  const place = rest.search(new RegExp(mark, "i"));
  return place < 0 ? null : rest.slice(Math.max(0, place - 60), place + 60);
}

/** What addresses of this app are asked with, but for what only chooses days and orders. */
const plain =
  /^(period|versus|first|last|since|sort|dir|size|locale|format|by|gap|effect|version)$/;
const searched = ["after", "q", "part", "problems", "manual", "copy", "order", "page", "id"];
const namesIn = (source: string) => [
  ...new Set([
    ...searched,
    ...[...source.matchAll(/\.get(?:All)?\("([a-z-]+)"\)/g)].map(([, name = ""]) => name),
  ]),
];

function paramsOf(route: string, id: string): Record<string, string>[] {
  if (route.includes("$path")) return endpoints.map(({ path }) => ({ path }));
  if (route.endsWith("$")) return endpoints.map(({ path }) => ({ "*": path }));
  const [, name] = /\$(\w+)/.exec(route) ?? [];
  return name ? [{ [name]: id }, { [name]: "net-sales" }] : [{}];
}

function asking(shop: FilledShop, path: string, init: RequestInit = {}): Request {
  const headers = { "x-signed-in": shop.domain, ...init.headers };
  return new Request(`https://app.test/${path}`, { ...init, headers });
}

/** Each loader, by its route, asked by this shop with every id of `shop`. */
async function askAll(shop: FilledShop, note: (route: string, text: string, id: string) => void) {
  for (const { name, source, load } of routes) {
    const { loader } = await load();
    if (!loader) continue;
    const names = namesIn(source).filter((each) => !plain.test(each));
    for (const id of shop.ids) {
      const period = { first: days.from, last: "2026-03-31", period: "custom" };
      const asked = Object.fromEntries(names.map((each) => [each, id]));
      const queries = [{ ...period, ...asked }, ...(id === shop.ids[0] ? [period] : [])];
      const isPathAlone = name.includes("$path") && id !== shop.ids[0];
      for (const params of isPathAlone ? [] : paramsOf(name, id)) {
        for (const query of queries) {
          const request = asking(me, `asked?${new URLSearchParams(query)}`);
          note(name, await told(() => loader({ request, params, context: {} })), id);
        }
      }
    }
  }
}

test("no page and no file of a shop says anything of another", { timeout: 120_000 }, async () => {
  expect(routes.length).toBeGreaterThan(20);
  const before = await fingerprint(db, other);
  const leaks: string[] = [];
  await askAll(other, (route, text, id) => {
    const found = leak(text, id);
    if (found) leaks.push(`${route} asked for ${id}: …${found}…`);
  });
  expect(leaks).toEqual([]);
  expect(await fingerprint(db, other)).toEqual(before);
  // The same walk for its own things shows what is there, or it would prove nothing.
  const shown = new Set<string>();
  await askAll(me, (route, text, id) => leak(text, id, me.mark) && shown.add(route));
  expect([...shown]).toEqual(
    expect.arrayContaining([
      ...["app.customers.$id", "app.products.$id", "app.team.assignments.$id", "app.data"],
      "app.data.requests.$id",
      ...["app.export.$path", "app.customers.export", "app.products.export", "app.settings"],
      "app.stock._index",
    ]),
  );
});

test("the API of a shop answers nothing of another, whatever a query names", async () => {
  const before = await fingerprint(db, other);
  const load = (await files["../../app/routes/api.v1.$/route.ts"]!()).loader!;
  const ask = (path: string, key: string, query: Record<string, string>) => {
    const headers = { authorization: `Bearer ${key}` };
    const request = new Request(`https://app.test/?${new URLSearchParams(query)}`, { headers });
    return told(() => load({ request, params: { "*": path }, context: {} }));
  };
  const leaks: string[] = [];
  let answered = 0;
  for (const { path, query } of endpoints) {
    const fields = Object.keys(query.shape);
    const base = Object.fromEntries(
      Object.entries({ id: "net-sales", ...days }).filter(([field]) => fields.includes(field)),
    );
    const key = await me.newKey();
    for (const field of fields) {
      for (const id of [other.email, ...other.ids]) {
        const text = await ask(path, key, { ...base, [field]: id });
        if (!text.startsWith("4")) answered += 1;
        const found = leak(text, id);
        if (found) leaks.push(`${path}?${field}=${id}: …${found}…`);
      }
    }
  }
  expect(leaks).toEqual([]);
  expect(answered).toBeGreaterThan(0);
  // A key is of its shop: with the other's number in it, it opens nothing.
  const mine = await me.newKey();
  const forged = mine.replace(`ff_${me.id}_`, `ff_${other.id}_`);
  expect(await ask("scorecard", forged, days)).toMatch(/^401/);
  expect(await ask("words", await other.newKey(), days)).toContain(other.mark);
  const { access_key: _, ...kept } = await fingerprint(db, other);
  expect(kept).toEqual(Object.fromEntries(Object.entries(before).filter(([t]) => t in kept)));
});

test("no form and no button of a shop changes or tells anything of another", async () => {
  const before = await fingerprint(db, other);
  const team = [
    { do: "forget", person: other.person },
    { do: "take-back", id: other.assignment },
    { do: "retire", manual: other.manual, isRetired: true },
    { do: "reassign", manual: other.manual, due: "2026-12-01" },
    { do: "hand-in", id: other.assignment, answers: [0] },
    { do: "assign", manual: other.manual, people: "", chosen: [other.person], due: "2026-12-01" },
    { do: "write", id: other.manual, title: "taken over", text: "1. Nothing", questions: "" },
  ];
  const known: Record<string, object[]> = {
    "app.team.do": team,
    "app.settings.keys": [{ revoke: other.keyId }],
    "app.views": [{ remove: other.view }, { list: "stock", name: "mine", search: "status=out" }],
    "app.data": [{ intent: "retry", ids: [other.parked] }],
    "app.products.$id": [
      { named: `${other.mark}-sku-a`, rule: "pin", where: "everywhere" },
      { named: `${me.mark}-sku-a`, rule: "ban", where: "here" },
    ],
  };
  const leaks: string[] = [];
  let posts = 0;
  for (const { name, source, load } of routes) {
    const { action } = await load();
    if (!action) continue;
    for (const id of [other.email, ...other.ids]) {
      for (const body of [...bodiesOf(source, id), ...(known[name] ?? [])]) {
        for (const params of paramsOf(name, id).slice(0, 1)) {
          const isForm = source.includes("formData()");
          const request = asking(me, "posted", {
            method: "POST",
            body: isForm
              ? new URLSearchParams(body as Record<string, string>)
              : JSON.stringify(body),
          });
          const found = leak(await told(() => action({ request, params, context: {} })), id);
          if (found) leaks.push(`${name} posted ${JSON.stringify(body)}: …${found}…`);
          posts += 1;
        }
      }
    }
  }
  expect(leaks).toEqual([]);
  expect(posts).toBeGreaterThan(100);
  expect(await fingerprint(db, other)).toEqual(before);
});

test("a job of a shop that is handed another's ids leaves the other as it is", async () => {
  const before = await fingerprint(db, other);
  const added: JobSpec[] = [];
  const addJobs = async (specs: JobSpec[]) => void added.push(...specs);
  const payload = { shopId: String(me.id), id: other.upload, what: "months", ...days };
  const ofOne = jobs.filter(({ run }) => !/_payload/.test(String(run)));
  expect(ofOne.length).toBeGreaterThan(10);
  for (const job of ofOne) {
    // A line is handed shops, each of which it works on bound to that shop.
    const handed = job.name === "drain-line" ? [String(me.id)] : payload;
    await job.run(handed, { db, now: () => now, graphqlFor: async () => null, addJobs });
  }
  expect(added.filter(({ payload: { shopId } }) => shopId !== String(me.id))).toEqual([]);
  expect(await fingerprint(db, other)).toEqual(before);
});

test("a command for a shop tells and changes nothing of another", async () => {
  const before = await fingerprint(db, other);
  const { err } = await fourfold.run("nonsense");
  const commands = (/expected one of (.+)/.exec(err)?.[1] ?? "").split(", ");
  expect(commands).toContain("export");
  const folder = mkdtempSync(join(tmpdir(), "fourfold-tenants-"));
  const leaks: string[] = [];
  const walk = async (...args: string[]) => {
    const { out, err: said } = await fourfold.run(...args);
    const found = leak(out + said, args.at(-1) ?? "");
    if (found) leaks.push(`${args.join(" ")}: …${found}…`);
  };
  for (const command of commands) {
    const { err: usage } = await fourfold.run(command, "--help");
    const options = [...new Set([...usage.matchAll(/--([a-z-]+)/g)].map(([, name = ""]) => name))];
    // What is of no shop is the operator's: doctor looks after all of them.
    // live-check asks over the network, like anybody from outside.
    if (!options.includes("shop") || options.includes("url")) continue;
    const needed = Object.entries({ id: "net-sales", ...days })
      .filter(([name]) => options.includes("from") && options.includes(name))
      .flatMap(([name, value]) => [`--${name}`, value]);
    const given = ["--shop", me.domain, ...needed];
    await walk(command, ...given);
    for (const option of options.filter((name) => !/^(shop|file|to|help|time-zone)$/.test(name))) {
      for (const id of [other.email, ...other.ids.slice(0, 8), other.keyId]) {
        await walk(command, ...given, `--${option}`, id);
      }
    }
  }
  // Whom the forms were told to write to is this shop's own: typed, not leaked.
  await db.owner.query(`delete from staff where shop_id = ${me.id}`);
  await walk("export", "--shop", me.domain, "--to", folder);
  for (const file of readdirSync(folder)) {
    const found = leak(readFileSync(join(folder, file), "utf8"), "nobody");
    if (found) leaks.push(`export ${file}: …${found}…`);
  }
  rmSync(folder, { recursive: true });
  expect(leaks).toEqual([]);
  expect(await fingerprint(db, other)).toEqual(before);
});

// Last: of all that was said to the database above.
test("no statement of all this asks for rows of several shops, or locks them", async () => {
  const tables = (await tenantTables(db.owner)).map(({ table }) => table);
  expect(heard.texts.size).toBeGreaterThan(150);
  expect(strayStatements(heard.texts, tables)).toEqual([]);
  const planted = [
    "select * from orders where id = 'x'",
    "select 1 from task order by done_at limit 1 for update skip locked",
    "update counted_day set mark = nextval('dirty_mark') where shop_id = $1",
    "insert into task (shop_id) values ($1) on conflict (shop_id) do update set made_at = now()",
  ];
  expect(strayStatements(planted, tables).map((each) => each.split(":")[0])).toEqual([
    ...["names no shop", "names no shop", "updates to what changes", "updates to what changes"],
  ]);
});
