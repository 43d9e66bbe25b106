// Letters against a mail server on this machine, sent by processes that die on the way.
import { spawn } from "node:child_process";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inShop, openDatabase, type Db } from "../../app/db.server.ts";
import { tellWeek } from "../../app/digest.server.ts";
import { order } from "../../app/kpis/examples.ts";
import {
  addReader,
  listLetters,
  readDigest,
  readStopToken,
  stopReader,
  stopToken,
} from "../../app/ledger/digests.server.ts";
import { readShop, type Shop } from "../../app/ledger/shop.server.ts";
import { ensurePerson } from "../../app/ledger/training/staff.server.ts";
import type { AssignmentFact } from "../../app/ledger/team-facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { createMailer } from "../../app/mail.server.ts";
import { freshDatabaseUrl, testShop } from "../database.ts";

type Taken = { to: string; message: string };
let url: string;
let drop: () => Promise<void>;
let db: Db;
let server: SMTPServer;
let smtp: string;
let taken: Taken[] = [];
/** What the server says to a whole message; null: it takes it. */
let answer: { code: number; text: string } | null = null;
const monday = "2026-03-09T08:00:00.000Z";
const week = "2026-03-02";

beforeAll(async () => {
  ({ url, drop } = await freshDatabaseUrl());
  db = await openDatabase({ url });
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (answer)
          return done(Object.assign(new Error(answer.text), { responseCode: answer.code }));
        const message = Buffer.concat(chunks).toString("utf8");
        for (const { address } of session.envelope.rcptTo) taken.push({ to: address, message });
        done();
      });
    },
  });
  // A killed sender leaves its connection; that is what is tested.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  smtp = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await db.close();
  await drop();
});
beforeEach(() => {
  taken = [];
  answer = null;
});

/** A shop with two orders and readers of these addresses. */
async function shopWith(...emails: string[]): Promise<{ shop: Shop; people: string[] }> {
  const { id } = await testShop(db);
  const shop = (await readShop(db, id))!;
  const people: string[] = [];
  await inShop(db, id, async (client) => {
    for (const email of emails) {
      const person = await ensurePerson(client, shop, { name: email, email }, new Date(monday));
      await addReader(client, shop, person!.id, new Date(monday));
      people.push(person!.id);
    }
    await writeFacts(client, shop, [order("A", { on: "2026-02-25" }), order("B")]);
  });
  return { shop, people };
}

const tell = (shop: Shop, at = monday) => {
  const mailer = createMailer({ SMTP_URL: smtp, DIGEST_FROM: "fourfold@example.com" })!;
  const links = { appUrl: "https://app.example", appLink: "https://admin.example" };
  return tellWeek(db, shop, { now: () => new Date(at), sending: { mailer, ...links } });
};
const states = async (shop: Shop) =>
  (await inShop(db, shop.id, (client) => listLetters(client, shop, week))).map(
    ({ state }) => state,
  );

async function asProcess(shop: Shop, step: string): Promise<NodeJS.Signals | number | null> {
  const words = [url, shop.id.toString(), smtp, monday, step];
  const child = spawn(process.execPath, ["test/jobs/digest-process.ts", ...words], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((resolve) => child.once("exit", (code, signal) => resolve(signal ?? code)));
}

test(
  "a letter arrives once however often its sender dies between the steps",
  { timeout: 60_000 },
  async () => {
    const { shop } = await shopWith("ann@example.com", "bob@example.com");
    for (const step of [
      "before it is given to the server",
      "when the server has all but the last byte",
      "when the server took it",
      "when the server took it",
    ]) {
      expect(await asProcess(shop, step), step).toBe("SIGKILL");
    }
    await tell(shop);
    await tell(shop);
    expect(taken.map(({ to }) => to).sort()).toEqual(["ann@example.com", "bob@example.com"]);
    // Nobody lived to hear the server's answer.
    expect(await states(shop)).toEqual(["handed", "handed"]);
    const { rows } = await db.owner.query("select from digest where shop_id = $1", [shop.id]);
    expect(rows).toHaveLength(1);
  },
);

test("several workers at once send each letter once", async () => {
  const { shop } = await shopWith("ann@example.com", "bob@example.com", "cem@example.com");
  await Promise.all([tell(shop), tell(shop), tell(shop)]);
  await tell(shop);
  expect(taken.map(({ to }) => to).sort()).toEqual([
    ...["ann@example.com", "bob@example.com", "cem@example.com"],
  ]);
  expect(await states(shop)).toEqual(["sent", "sent", "sent"]);
});

test("a letter names its sender, the way to stop it, and the shop's numbers", async () => {
  const { shop, people } = await shopWith("ann@example.com");
  await tell(shop);
  const message = taken[0]!.message.replace(/=\r\n/g, "").replace(/\r\n\s/g, " ");
  const token = stopToken(shop.id, people[0]!);
  expect(message).toContain(`List-Unsubscribe: <https://app.example/digest/stop?k=${token}>`);
  expect(message).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
  expect(message).toContain(`Message-ID: <digest-${week}-${shop.id}-${people[0]}@example.com>`);
  expect(message).toContain("Net sales: $10.00, as in the week before");
  expect(readStopToken(token)).toEqual({ shopId: shop.id, person: people[0] });
  expect(readStopToken(token.replace(/^\d+/, (id) => `${id}1`))).toBeNull();
  expect(readStopToken(`${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`)).toBeNull();
  expect(readStopToken("")).toBeNull();
});

test("a letter reminds its reader of what is due, and the team of what is late", async () => {
  const { shop, people } = await shopWith("ann@example.com", "bob@example.com");
  const assigned = (id: string, person: string, dueDay: string): AssignmentFact => ({
    ...{ kind: "assignment", id, person, manual: "packing", version: 1, dueDay },
    assignedAt: new Date("2026-03-01T09:00:00Z"),
    ...{ passedAt: null, withdrawnAt: null, tries: 0 },
  });
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      assigned("a", people[0]!, "2026-03-12"),
      assigned("b", people[1]!, "2026-03-05"),
      { ...assigned("c", people[1]!, "2026-03-12"), passedAt: new Date("2026-03-03T09:00:00Z") },
    ]),
  );
  await tell(shop);
  const of = (name: string) =>
    taken
      .find(({ to }) => to === name)!
      .message.replace(/=\r\n/g, "")
      .replace(/\r\n\s/g, " ");
  expect(of("ann@example.com")).toContain("For you: Packing an order, due Mar 12");
  expect(of("bob@example.com")).toContain("For you: Packing an order, due Mar 5");
  expect(of("bob@example.com")).not.toContain("due Mar 12");
  expect(of("ann@example.com")).toContain("1 assignment in the team is past its due day");
});

test("who stopped it gets none, and the digest is there without a mail server", async () => {
  const { shop, people } = await shopWith("ann@example.com", "bob@example.com");
  const stop = () =>
    inShop(db, shop.id, (client) => stopReader(client, shop, people[0]!, new Date(monday)));
  await stop();
  await stop();
  await tellWeek(db, shop, { now: () => new Date(monday), sending: null });
  const kept = await inShop(db, shop.id, (client) => readDigest(client, shop, week));
  expect(JSON.parse(kept!.content)).toMatchObject({ stale: null, week: { from: week } });
  expect(taken).toEqual([]);
  await tell(shop);
  expect(taken.map(({ to }) => to)).toEqual(["bob@example.com"]);
});

test("a server that says later is asked again, one that says never is not", async () => {
  const { shop } = await shopWith("ann@example.com");
  answer = { code: 451, text: "try later" };
  await tell(shop);
  expect(await states(shop)).toEqual(["waiting"]);
  answer = null;
  await tell(shop);
  expect(await states(shop)).toEqual(["sent"]);

  const other = await shopWith("bob@example.com");
  answer = { code: 550, text: "no such person" };
  await tell(other.shop);
  answer = null;
  await tell(other.shop);
  expect(taken.map(({ to }) => to)).toEqual(["ann@example.com"]);
  const [letter] = await inShop(db, other.shop.id, (client) =>
    listLetters(client, other.shop, week),
  );
  expect(letter).toMatchObject({ state: "refused", tries: 1 });
  expect(letter!.reason).toContain("no such person");
});

test("before six nothing is made, on Wednesday nothing is sent, stale data waits till noon", async () => {
  const { shop } = await shopWith("ann@example.com");
  const made = () => inShop(db, shop.id, (client) => readDigest(client, shop, week));
  await tell(shop, "2026-03-09T05:59:00Z");
  expect(await made()).toBeNull();
  await inShop(db, shop.id, (client) =>
    client.query("insert into backfill (shop_id, kind, state) values ($1, 'orders', 'running')", [
      shop.id,
    ]),
  );
  await tell(shop, "2026-03-09T11:59:00Z");
  expect(await made()).toBeNull();
  await tell(shop, "2026-03-09T12:00:00Z");
  expect(taken[0]!.message).toContain("no numbers for Mar 2 to Mar 8 yet");
  expect(taken[0]!.message).not.toContain("Net sales");

  const late = await shopWith("bob@example.com");
  await tell(late.shop, "2026-03-11T08:00:00Z");
  expect(taken).toHaveLength(1);
  expect(await states(late.shop)).toEqual([]);
});
