import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { inShop } from "../db.server.ts";
import { kpiById } from "../kpis/index.ts";
import { removeMilestone, setMilestone } from "../ledger/milestones.server.ts";
import { openPage } from "../page.server.ts";
import type { SaveAnswer } from "../panels/save-form.tsx";
import { MilestoneForm, readMilestone } from "../scorecard/milestone-entry.ts";
import type { MilestoneErrors } from "../scorecard/milestone-entry.ts";
import { spansOf } from "../scorecard/milestones.server.ts";

const Form = z.union([
  MilestoneForm,
  z.object({ remove: z.object({ kpi: z.string(), days: z.number(), value: z.string() }) }),
]);

/** `POST /app/milestones` {kpi, value, days, words, locale} sets one, {remove: {kpi, days, value}} takes one away. */
export async function action({
  request,
}: ActionFunctionArgs): Promise<SaveAnswer<MilestoneErrors>> {
  const { db, shop, asOf, today } = await openPage(request);
  const form = Form.safeParse(await request.json().catch(() => null));
  if (!form.success) {
    const expected = "expected {kpi, value, days, words, locale} or {remove: {kpi, days, value}}";
    throw new Response(`got no milestone, ${expected}`, { status: 400 });
  }
  if ("remove" in form.data) {
    const { remove } = form.data;
    if (!/^-?\d+(\.\d+)?$/.test(remove.value) || !Number.isInteger(remove.days)) {
      throw new Response(`got value "${remove.value}", expected a decimal`, { status: 400 });
    }
    await inShop(db, shop.id, (client) => removeMilestone(client, shop, remove));
    return { saved: true };
  }
  const kpi = kpiById(form.data.kpi);
  if (!kpi || !spansOf(kpi, { asOf, today }).includes(form.data.days)) {
    const got = `got KPI "${form.data.kpi}" over ${form.data.days} days`;
    throw new Response(`${got}, expected one that is recorded so`, { status: 400 });
  }
  const read = readMilestone(form.data, kpi, shop.currency);
  if ("errors" in read) return { saved: false, errors: read.errors };
  const { milestone } = read;
  await inShop(db, shop.id, (client) =>
    setMilestone(client, shop, { ...milestone, fromDay: today }),
  );
  return { saved: true };
}
