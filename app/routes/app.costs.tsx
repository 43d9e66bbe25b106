import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { type ClientActionFunctionArgs } from "@remix-run/react";
import { z } from "zod";
import { enterCostRule } from "../ingest/cost-entry.server.ts";
import { amountsOf } from "../ledger/cost-rule.ts";
import { shopSpec } from "../jobs/job.ts";
import { addJobs } from "../jobs/queue.server.ts";
import { openPage } from "../page.server.ts";
import { CostsPage } from "../panels/costs.tsx";
import type { CostAnswer } from "../panels/costs-form.tsx";
import costsStyles from "../panels/costs.css?url";
import listStyles from "../panels/lists.css?url";
import { outlive } from "../panels/outlive.ts";
import { usePage } from "../panels/use-page.ts";
import { costsOf } from "../scorecard/costs.server.ts";
import { readDecimal } from "../scorecard/decimal-input.ts";

export const links = () => [listStyles, costsStyles].map((href) => ({ rel: "stylesheet", href }));
export const meta: MetaFunction = () => [{ title: "Costs · Fourfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, asOf, today, version } = await openPage(request);
  const costs = await costsOf(db, shop, asOf);
  return { costs, amounts: amountsOf, currency: shop.currency, today, version };
}

const field = z.string().trim().max(200);
const amount = z.string().trim().max(30);
const Wish = z.object({
  entry: z.object({
    ...{ rule: field, appliesTo: z.string().trim().max(2000), location: field },
    validFrom: field,
    ...{ percent: amount, perOrder: amount, perLine: amount, perUnit: amount, perKg: amount },
  }),
  isGone: z.boolean(),
  locale: z.string().max(35),
});

/** `POST /app/costs` {entry, isGone, locale}: tells a rule, or takes it back. */
export async function action({ request }: ActionFunctionArgs): Promise<CostAnswer> {
  const { db, shop, asOf } = await openPage(request);
  const wish = Wish.safeParse(await request.json().catch(() => null));
  if (!wish.success) {
    throw new Response("got no rule, expected {entry, isGone, locale}", { status: 400 });
  }
  const { entry, isGone, locale } = wish.data;
  const typed = (text: string) => (text === "" ? "" : (readDecimal(text, locale) ?? text));
  const { percent, perOrder, perLine, perUnit, perKg } = entry;
  const errors = await enterCostRule(
    db,
    shop,
    {
      ...entry,
      ...{
        percent: typed(percent.replace(/(?<!\s)\s*%$/, "")),
        perOrder: typed(perOrder),
        perLine: typed(perLine),
      },
      ...{ perUnit: typed(perUnit), perKg: typed(perKg) },
    },
    { now: asOf, isGone },
  );
  if (Object.keys(errors).length > 0) return { errors };
  await addJobs(db, [shopSpec("recompute-shop", shop.id)]);
  return { done: true };
}

/** A moment without network must not take the page away. */
export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return outlive<CostAnswer>(serverAction, { failed: true });
}

export default function CostsRoute() {
  return usePage<typeof loader>((data, locale) => <CostsPage {...data} locale={locale} />);
}
