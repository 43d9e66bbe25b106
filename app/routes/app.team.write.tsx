import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { inShop } from "../db.server.ts";
import { readManual } from "../ledger/training/manuals.server.ts";
import { openPage } from "../page.server.ts";
import teamStyles from "../panels/team.css?url";
import { TeamWrite } from "../panels/team-write.tsx";

export const links = () => [{ rel: "stylesheet", href: teamStyles }];

/** `?manual=` one of the shop's own to change, `?copy=` any to begin with; neither: an empty one. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, search } = await openPage(request);
  const named = search.get("manual") ?? search.get("copy");
  if (named === null) return { id: null, title: "", text: "", questions: "", version: 0 };
  const manual = await inShop(db, shop.id, (client) => readManual(client, shop, named));
  const isChange = search.has("manual");
  if (!manual || (isChange && manual.isLibrary)) throw new Response("missing", { status: 404 });
  const { id, title, text, questions, version } = manual;
  return { id: isChange ? id : null, title, text, questions, version: isChange ? version : 0 };
}

export const meta: MetaFunction = () => [{ title: "Write a manual · Fourfold" }];

export default function WriteRoute() {
  const data = useLoaderData<typeof loader>();
  return <TeamWrite key={`${data.id} ${data.title}`} {...data} />;
}
