import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, type ClientActionFunctionArgs } from "@remix-run/react";
import { inShop } from "../db.server.ts";
import { readSurveySettings, writeSurveySettings } from "../ledger/survey-settings.server.ts";
import { openPage } from "../page.server.ts";
import { Survey, type SurveyAnswer } from "../panels/survey.tsx";
import { readSurvey, showSurvey, SurveyForm } from "../scorecard/voice-settings.ts";

export const meta: MetaFunction = () => [{ title: "Survey · Fourfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop } = await openPage(request);
  return showSurvey(await inShop(db, shop.id, (client) => readSurveySettings(client, shop)));
}

export async function action({ request }: ActionFunctionArgs): Promise<SurveyAnswer> {
  const { db, shop } = await openPage(request);
  const form = SurveyForm.safeParse(await request.json().catch(() => null));
  if (!form.success) {
    throw new Response("got no survey form, expected one of this page", { status: 400 });
  }
  const read = readSurvey(form.data);
  if ("errors" in read) return { saved: false, errors: read.errors };
  await inShop(db, shop.id, (client) => writeSurveySettings(client, shop, read.settings));
  return { saved: true };
}

/** A form must outlive a moment without network or app: an error page would take it away. */
export async function clientAction({ serverAction }: ClientActionFunctionArgs) {
  try {
    return await serverAction<typeof action>();
  } catch (problem) {
    if (problem instanceof Response && problem.status < 400) throw problem;
    return { saved: false, errors: null } satisfies SurveyAnswer;
  }
}

export default function SurveyPage() {
  return <Survey {...useLoaderData<typeof loader>()} />;
}
