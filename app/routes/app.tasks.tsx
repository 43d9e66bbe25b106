import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { type ClientActionFunctionArgs } from "@remix-run/react";
import { z } from "zod";
import { effects } from "../analysis/causes/chain.ts";
import { inShop } from "../db.server.ts";
import { wantKept, wantRefresh } from "../jobs/refresh-snapshots.ts";
import { kpiById } from "../kpis/index.ts";
import { splits, type Split } from "../kpis/query.ts";
import { addDays } from "../ledger/day.ts";
import { setKpiOwner } from "../ledger/kpi-owners.server.ts";
import { addTask, changeTask } from "../ledger/tasks.server.ts";
import { openPage } from "../page.server.ts";
import listStyles from "../panels/lists.css?url";
import { outlive } from "../panels/outlive.ts";
import type { SaveAnswer } from "../panels/save-form.tsx";
import { Tasks } from "../panels/tasks.tsx";
import type { TaskErrors } from "../panels/tasks-form.ts";
import { usePage } from "../panels/use-page.ts";
import { chosenPeriod } from "../scorecard/chosen-period.ts";
import { home } from "../scorecard/home.server.ts";
import { readTasks } from "../scorecard/tasks.server.ts";
import { readWorkList } from "../scorecard/work-list.server.ts";

export const meta: MetaFunction = () => [{ title: "Tasks · Fourfold" }];
export const links = () => [{ rel: "stylesheet", href: listStyles }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, asOf, today, version, search } = await openPage(request);
  const { period, against, compared, wholeDays } = chosenPeriod(search, today);
  const wholeTo = addDays(period.from, wholeDays);
  const asked = { period, against, compared, asOf, wholeTo };
  const { card, staleSince, unkept } = await home(db, shop, asked);
  if (staleSince) wantRefresh(db, shop.id, staleSince);
  if (unkept) wantKept(db, shop.id, "months", unkept);
  return {
    ...(await readTasks(db, shop)),
    work: await readWorkList(db, shop, { card, asOf }),
    version,
    today,
    asOf: asOf.toISOString(),
    timeZone: shop.timeZone,
    currency: shop.currency,
  };
}

const most = { words: 200, owner: 80, note: 500 };
const Change = z.object({
  /** That of a campaign has its name in it. */
  id: z.string().max(1000),
  owner: z.string().trim(),
  note: z.string().trim(),
  /** Null: as it is. */
  isDone: z.boolean().nullable(),
});
const Form = z.union([
  z.object({ tasks: z.array(Change).max(200) }),
  z.object({
    ...{ kpi: z.string(), words: z.string().trim(), owner: z.string().trim() },
    /** What of the KPI's change it is about. Default all. */
    cause: z
      .object({
        by: z.enum(splits as readonly [Split, ...Split[]]),
        part: z.string().max(300).nullable(),
        effect: z.enum(effects).nullable(),
      })
      .nullable()
      .default(null),
  }),
  z.object({ own: z.object({ kpi: z.string(), owner: z.string().trim() }) }),
]);

function knownKpi(id: string): void {
  if (!kpiById(id)) throw new Response(`got KPI "${id}", expected one of ours`, { status: 400 });
}

/**
 * `POST /app/tasks` {tasks: [{id, owner, note, isDone}]} changes tasks, {kpi, words, owner, cause?} adds one,
 * {own: {kpi, owner}} says who answers for a KPI.
 */
export async function action({ request }: ActionFunctionArgs): Promise<SaveAnswer<TaskErrors>> {
  const { db, shop, asOf: now } = await openPage(request);
  const form = Form.safeParse(await request.json().catch(() => null));
  if (!form.success) {
    const expected =
      "expected {tasks: [{id, owner, note, isDone}]}, {kpi, words, owner} or {own: {kpi, owner}}";
    throw new Response(`got no task, ${expected}`, { status: 400 });
  }
  const errors: TaskErrors = {};
  const check = (field: string, name: keyof typeof most, text: string) => {
    if (text.length > most[name]) errors[field] = { code: "long", values: { most: most[name] } };
  };
  if ("own" in form.data) {
    const { own } = form.data;
    knownKpi(own.kpi);
    check("own", "owner", own.owner);
    if (Object.keys(errors).length > 0) return { saved: false, errors };
    await inShop(db, shop.id, (client) => setKpiOwner(client, shop, own));
    return { saved: true };
  }
  if ("kpi" in form.data) {
    const { kpi, words, owner, cause } = form.data;
    knownKpi(kpi);
    if (words === "") errors["words"] = { code: "empty" };
    check("words", "words", words);
    check("owner", "owner", owner);
    if (Object.keys(errors).length > 0) return { saved: false, errors };
    await inShop(db, shop.id, (client) => addTask(client, shop, { kpi, words, owner, cause, now }));
    return { saved: true };
  }
  const { tasks } = form.data;
  for (const { id, owner, note } of tasks) {
    check(`${id} owner`, "owner", owner);
    check(`${id} note`, "note", note);
  }
  if (Object.keys(errors).length > 0) return { saved: false, errors };
  await inShop(db, shop.id, async (client) => {
    for (const { id, ...task } of tasks) await changeTask(client, shop, id, { ...task, now });
  });
  return { saved: true };
}

/** A moment without network must not take the page away. */
export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return outlive<SaveAnswer<TaskErrors>>(serverAction, { saved: false, errors: null });
}

export default function TasksPage() {
  return usePage<typeof loader>((data, locale) => <Tasks {...data} locale={locale} />);
}
