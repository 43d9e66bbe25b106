import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { openPage } from "../page.server.ts";
import listStyles from "../panels/lists.css?url";
import teamStyles from "../panels/team.css?url";
import { TeamManual } from "../panels/team-manual.tsx";
import { usePage } from "../panels/use-page.ts";
import { readManualPage } from "../scorecard/team.server.ts";

export const links = () => [listStyles, teamStyles].map((href) => ({ rel: "stylesheet", href }));

/** `?version=` an earlier one of the shop's own. 404 where there is none. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, shop, today, search } = await openPage(request);
  const version = /^\d{1,6}$/.test(search.get("version") ?? "")
    ? Number(search.get("version"))
    : null;
  const read = await readManualPage(db, shop, { id: params["id"] ?? "", version });
  if (!read) throw new Response("missing", { status: 404 });
  return { ...read, today };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.manual.title ?? "Manual"} · Fourfold` },
];

export default function ManualRoute() {
  return usePage<typeof loader>((data, locale) => (
    <TeamManual key={`${data.manual.id} ${data.manual.version}`} {...data} locale={locale} />
  ));
}
