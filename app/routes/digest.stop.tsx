// Where a letter's link to stop it leads, for people who are not signed in. Opening it changes nothing:
// mail programs look at links before anybody reads.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { inShop } from "../db.server.ts";
import { readStopToken, stopReader } from "../ledger/digests.server.ts";
import { Plain } from "../panels/plain.tsx";
import { t } from "../panels/translate.ts";
import { runtime } from "../runtime.server.ts";

const named = (request: Request) => readStopToken(new URL(request.url).searchParams.get("k") ?? "");

export function loader({ request }: LoaderFunctionArgs) {
  return { isOurs: named(request) !== null };
}

/** By the page's button, or by a mail program's one click (RFC 8058). */
export async function action({ request }: ActionFunctionArgs) {
  const reader = named(request);
  if (!reader) throw new Response("got no link of a letter of ours", { status: 404 });
  const { shopId, person } = reader;
  await inShop(runtime().db, shopId, (client) =>
    stopReader(client, { id: shopId }, person, new Date()),
  );
  return { stopped: true };
}

export const meta: MetaFunction = () => [
  { title: "Fourfold" },
  { name: "robots", content: "noindex" },
];

export default function Stop() {
  const { isOurs } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (!isOurs) return <Plain title={t("digest.stopWrong")}>{t("digest.stopWrongWords")}</Plain>;
  if (answer) return <Plain title={t("digest.stopped")}>{t("digest.stoppedWords")}</Plain>;
  return (
    <Plain title={t("digest.stopAsk")}>
      <Form method="post">
        <button type="submit">{t("digest.stop")}</button>
      </Form>
    </Plain>
  );
}
