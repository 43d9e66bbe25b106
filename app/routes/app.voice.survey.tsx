import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, type ClientActionFunctionArgs } from "@remix-run/react";
import { inShop } from "../db.server.ts";
import { readSurveySettings, writeSurveySettings } from "../ledger/survey-settings.server.ts";
import { openPage } from "../page.server.ts";
import { outlive } from "../panels/outlive.ts";
import type { SaveAnswer } from "../panels/save-form.tsx";
import { Survey } from "../panels/survey.tsx";
import {
  readSurvey,
  showSurvey,
  SurveyForm,
  type SurveyErrors,
} from "../scorecard/voice-settings.ts";

export const meta: MetaFunction = () => [{ title: "Survey · Fourfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop } = await openPage(request);
  return showSurvey(await inShop(db, shop.id, (client) => readSurveySettings(client, shop)));
}

type SurveyAnswer = SaveAnswer<SurveyErrors>;

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

export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return outlive<SurveyAnswer>(serverAction, { saved: false, errors: null });
}

export default function SurveyPage() {
  return <Survey {...useLoaderData<typeof loader>()} />;
}
