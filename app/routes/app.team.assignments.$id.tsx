import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { inShop } from "../db.server.ts";
import { readAssignment } from "../ledger/training/assignments.server.ts";
import { openPage } from "../page.server.ts";
import teamStyles from "../panels/team.css?url";
import { TeamLearn } from "../panels/team-learn.tsx";
import { usePage } from "../panels/use-page.ts";
import { readAssignmentPage } from "../scorecard/team.server.ts";

export const links = () => [{ rel: "stylesheet", href: teamStyles }];

/** 404 where nobody is to learn this. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, shop, today } = await openPage(request);
  const fact = await inShop(db, shop.id, (client) =>
    readAssignment(client, shop, params["id"] ?? ""),
  );
  const read = fact && (await readAssignmentPage(db, shop, fact));
  if (!read) throw new Response("missing", { status: 404 });
  return { ...read, today };
}

// The person's name stays out of the document's title: it ends in browser histories.
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.manual.title ?? "Manual"} · Fourfold` },
];

export default function AssignmentRoute() {
  return usePage<typeof loader>((data, locale) => <TeamLearn {...data} locale={locale} />);
}
