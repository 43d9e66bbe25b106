import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import {
  assignManual,
  enterBaseline,
  forgetPerson,
  handIn,
  reassign,
  takeBack,
} from "../../app/ingest/training.server.ts";
import { writeManual } from "../../app/ingest/training-manual.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { listHeld, listOpen } from "../../app/ledger/training/assignments.server.ts";
import { packing } from "../../app/ledger/training/library/packing.ts";
import { listManuals, retireManual } from "../../app/ledger/training/manuals.server.ts";
import { readQuestions } from "../../app/ledger/training/questions.ts";
import { listStaff } from "../../app/ledger/training/staff.server.ts";
import { redactShop } from "../../app/ledger/redact.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { scorecard } from "../../app/scorecard/scorecard.server.ts";
import { assignment } from "../../app/kpis/examples.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const at = (day: string, hour = 12) => new Date(`2026-03-${day}T${hour}:00:00Z`);
const give = (shop: ShopContext, people: string, due = "2026-03-09", manual = "packing") =>
  assignManual(db, shop, { manual, people, chosen: [], due }, at("02"));
const openOf = (shop: ShopContext) => inShop(db, shop.id, (client) => listOpen(client, shop));
const staffOf = (shop: ShopContext) => inShop(db, shop.id, (client) => listStaff(client, shop));
const read = readQuestions(packing.questions);
const rightAnswers = "questions" in read ? read.questions.map(({ right }) => right) : [];
async function kpi(shop: ShopContext, id: string) {
  const period = { from: "2026-03-01", to: "2026-04-01" };
  const { kpis } = await scorecard(db, shop, { period, asOf: new Date("2026-04-02T00:00:00Z") });
  return kpis.find((each) => each.id === id)!;
}

test("a manual is assigned, failed, passed and counted", async () => {
  const shop = await testShop(db);
  expect(await give(shop, "Ann, bob@shop.com")).toEqual({ assigned: 2, already: 0 });
  expect(await give(shop, "ann")).toEqual({ assigned: 0, already: 1 });
  const open = await openOf(shop);
  const mine = open[0]!;
  const wrong = rightAnswers.map((right) => right + 1);
  const failed = await handIn(db, shop, { id: mine.id, answers: wrong }, at("03"));
  expect(failed).toMatchObject({ isPassed: false, right: wrong.map(() => false) });
  const passed = await handIn(db, shop, { id: mine.id, answers: rightAnswers }, at("04"));
  expect(passed).toMatchObject({ isPassed: true });
  expect(await handIn(db, shop, { id: mine.id, answers: rightAnswers }, at("05"))).toBeNull();
  expect(await handIn(db, shop, { id: "nobody's", answers: rightAnswers }, at("05"))).toBeNull();
  const [held] = (await inShop(db, shop.id, (client) => listHeld(client, shop))).filter(
    ({ id }) => id === mine.id,
  );
  expect(held).toMatchObject({ tries: 2, passedAt: at("04"), version: 1 });
  // One of two by 9 March, after 48 hours.
  expect(await kpi(shop, "training-completion")).toMatchObject({ value: 0.5, n: 2 });
  expect(await kpi(shop, "time-to-competence")).toMatchObject({ value: 48, n: 1 });
});

test("what is wrong with an assignment is told by field and nothing is assigned", async () => {
  const shop = await testShop(db);
  const now = at("10");
  const ask = (given: Partial<Parameters<typeof assignManual>[2]>) =>
    assignManual(
      db,
      shop,
      { manual: "packing", people: "Ann", chosen: [], due: "2026-03-20", ...given },
      now,
    );
  expect(await ask({ people: " " })).toEqual({
    errors: { people: "got nobody, expected a name or an e-mail, or somebody of the list" },
  });
  expect(await ask({ chosen: ["gone"], people: "" })).toHaveProperty("errors.people");
  expect(await ask({ due: "soon" })).toEqual({
    errors: { due: 'got "soon", expected a day such as 2026-03-17' },
  });
  expect(await ask({ due: "2026-03-09" })).toEqual({
    errors: { due: "got 2026-03-09, which is over: expected 2026-03-10 or later" },
  });
  expect(await ask({ due: "2028-01-01" })).toHaveProperty("errors.due");
  expect(await ask({ manual: "own-none" })).toHaveProperty("errors.manual");
  expect(await openOf(shop)).toEqual([]);
  expect(await staffOf(shop)).toEqual([]);
});

test("a person is known by e-mail, then by name, and lies sealed", async () => {
  const shop = await testShop(db);
  await give(shop, "Ann Smith");
  await give(shop, "ann smith <ANN@shop.com>", "2026-03-09", "returns");
  await give(shop, "A. Smith <ann@shop.com>", "2026-03-09", "fraud-check");
  const [ann, ...others] = await staffOf(shop);
  expect(others).toEqual([]);
  expect(ann).toMatchObject({ name: "ann smith", email: "ann@shop.com" });
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<{ text: string; sealed: Buffer }>(
      "select row_to_json(a)::text || row_to_json(s)::text as text, s.sealed from staff s, assignment a",
    ),
  );
  expect(rows).toHaveLength(3);
  expect(rows.map(({ text }) => text.toLowerCase()).join()).not.toContain("smith");
  const sealed = rows[0]!.sealed.toString("latin1").toLowerCase();
  expect(sealed).not.toContain("smith");
});

test("a forgotten person leaves numbers without a name", async () => {
  const shop = await testShop(db);
  await give(shop, "Ann, Bob");
  const [ann] = await staffOf(shop);
  const own = (await openOf(shop)).find(({ person }) => person === ann!.id)!;
  await handIn(db, shop, { id: own.id, answers: rightAnswers }, at("03"));
  await give(shop, "Ann", "2026-03-09", "returns");
  await forgetPerson(db, shop, ann!.id, at("04"));
  expect((await staffOf(shop)).map(({ name }) => name)).toEqual(["Bob"]);
  expect(await openOf(shop)).toHaveLength(1);
  // Ann's pass stays; what she had open was taken back in time.
  expect(await kpi(shop, "training-completion")).toMatchObject({ value: 0.5, n: 2 });
});

test("a new version is assigned again to those who hold an earlier one", async () => {
  const shop = await testShop(db);
  const text = { title: "Wrapping", text: "1. Fold", questions: "? Which?\n+ a\n- b\n= x" };
  const made = await writeManual(db, shop, { ...text, id: null }, at("01"));
  if (!made || "errors" in made) throw new Error("not made");
  expect(made).toMatchObject({ version: 1, isNew: true });
  await give(shop, "Ann, Bob", "2026-03-09", made.id);
  const [ann, bob] = await staffOf(shop);
  const open = await openOf(shop);
  const annsId = open.find(({ person }) => person === ann!.id)!.id;
  await handIn(db, shop, { id: annsId, answers: [0] }, at("03"));

  expect(await writeManual(db, shop, { ...text, id: made.id }, at("04"))).toEqual({
    ...{ id: made.id, version: 1, isNew: false },
  });
  const next = await writeManual(
    db,
    shop,
    { ...text, text: "1. Fold twice", id: made.id },
    at("04"),
  );
  expect(next).toMatchObject({ id: made.id, version: 2 });
  const again = { manual: made.id, due: "2026-03-20" };
  expect(await reassign(db, shop, { ...again, due: "" }, at("05"))).toHaveProperty("errors.due");
  expect(await reassign(db, shop, again, at("05"))).toEqual({ assigned: 2 });
  expect(await reassign(db, shop, again, at("05"))).toEqual({ assigned: 0 });
  const now = await openOf(shop);
  expect(now.map(({ person, version, dueDay }) => ({ person, version, dueDay }))).toEqual(
    expect.arrayContaining([
      { person: ann!.id, version: 2, dueDay: "2026-03-20" },
      { person: bob!.id, version: 2, dueDay: "2026-03-20" },
    ]),
  );
  expect(now).toHaveLength(2);
  // Ann's first pass in time, Bob's first taken back in time, both second ones missed.
  expect(await kpi(shop, "training-completion")).toMatchObject({ n: 3 });

  await inShop(db, shop.id, (client) => retireManual(client, shop, made.id, at("06")));
  expect(await give(shop, "Cem", "2026-03-20", made.id)).toHaveProperty("errors.manual");
  const manuals = await inShop(db, shop.id, (client) => listManuals(client, shop));
  expect(manuals.at(-1)).toMatchObject({ id: made.id, version: 2, isRetired: true });
});

test("a manual of the library is not changed, and a script keeps nothing", async () => {
  const shop = await testShop(db);
  const { title, text, questions } = packing;
  expect(
    await writeManual(db, shop, { id: "packing", title, text, questions }, at("01")),
  ).toBeNull();
  const script = { id: null, title, text: `${text}\n<script>go()</script>`, questions };
  expect(await writeManual(db, shop, script, at("01"))).toHaveProperty("errors.text");
  const manuals = await inShop(db, shop.id, (client) => listManuals(client, shop));
  expect(manuals.every(({ isLibrary }) => isLibrary)).toBe(true);
});

test("an assignment can be taken back once, while it is open", async () => {
  const shop = await testShop(db);
  await give(shop, "Ann");
  const [own] = await openOf(shop);
  expect(await takeBack(db, shop, own!.id, at("05"))).toBe(true);
  expect(await takeBack(db, shop, own!.id, at("06"))).toBe(false);
  expect(await openOf(shop)).toEqual([]);
  expect(await kpi(shop, "training-completion")).toMatchObject({ value: null, reason: "no-data" });
});

test("how long it took without the manual stands beside, or is told what is wrong", async () => {
  const shop = await testShop(db);
  const enter = (days: string, until = "2026-03-01") =>
    enterBaseline(db, shop, { manual: "packing", days, until }, at("10"));
  expect(await enter("12")).toEqual({ entered: true });
  expect(await enter("8,5")).toEqual({ entered: true });
  expect(await enter("none")).toHaveProperty("errors.days");
  expect(await enter("0")).toHaveProperty("errors.days");
  expect(await enter("12", "2026-03-11")).toHaveProperty("errors.until");
  await give(shop, "Ann");
  const [own] = await openOf(shop);
  await handIn(db, shop, { id: own!.id, answers: rightAnswers }, at("03"));
  const found = await kpi(shop, "time-to-competence");
  // Twelve and eight and a half days: 246 hours in the middle.
  expect(found).toMatchObject({ value: 24, beside: expect.objectContaining({ baseline: 246 }) });
});

test("copies of an assignment end in the same row whichever comes first", async () => {
  const first = assignment("A", { due: "2026-03-09" });
  const copies = [
    first,
    { ...first, tries: 1 },
    { ...first, tries: 2, passedAt: at("05") },
    { ...first, tries: 3, passedAt: at("07") },
    { ...first, withdrawnAt: at("06") },
  ];
  const orders = [copies, [...copies].reverse(), [copies[3]!, copies[0]!, ...copies]];
  for (const order of orders) {
    const shop = await testShop(db);
    for (const fact of order) {
      await inShop(db, shop.id, (client) => writeFacts(client, shop, [fact]));
      await recompute(db, shop, { asOf: at("20") });
    }
    const together = await testShop(db);
    await inShop(db, together.id, (client) => writeFacts(client, together, order));
    for (const each of [shop, together]) {
      const { rows } = await inShop(db, each.id, (client) =>
        client.query(
          `select tries, passed_at, passed_day, withdrawn_day from assignment where id = 'A'`,
        ),
      );
      expect(rows).toEqual([
        { tries: 3, passed_at: at("05"), passed_day: "2026-03-05", withdrawn_day: "2026-03-06" },
      ]);
    }
    const { rows } = await inShop(db, shop.id, (client) =>
      client.query(
        "select day, value from measure_day where measure = 'training-passed' and dimension = 'all'",
      ),
    );
    expect(rows).toEqual([{ day: "2026-03-05", value: "1" }]);
  }
});

test("with the shop everything of its people goes", async () => {
  const shop = await testShop(db);
  await give(shop, "Ann <ann@shop.com>");
  await enterBaseline(db, shop, { manual: "packing", days: "3", until: "2026-03-01" }, at("10"));
  await inShop(db, shop.id, (client) => redactShop(client, shop));
  for (const table of ["staff", "assignment", "manual", "visit"]) {
    const { rows } = await db.owner.query(`select from ${table} where shop_id = $1`, [shop.id]);
    expect(rows, table).toEqual([]);
  }
});
