import type { LoaderFunctionArgs } from "@remix-run/node";
import { addDays } from "../ledger/day.ts";
import { openPage } from "../page.server.ts";
import { chosenPeriod } from "../scorecard/chosen-period.ts";
import { fileKind, fileResponse, fileStream } from "../scorecard/file-stream.server.ts";
import type { Asking, Endpoint } from "./api.v1.$/endpoint.ts";
import { endpoints } from "./api.v1.$/endpoints.ts";

/** Rows of a list that are read at a time, where its pages may be as large. */
const largePage = "500";

/**
 * `GET /app/export/<path>` → what /api/v1/<path> answers, as a file for the signed-in merchant: of the
 * period and with the filters of the panel's address. Lists are whole. CSV, or with `?format=json` JSON.
 */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, shop, asOf, today, search } = await openPage(request);
  const found = endpoints.find(({ path }) => path === params["path"]);
  if (!found) throw new Response("got no panel's name", { status: 404 });
  const { period, against, wholeDays } = chosenPeriod(search, today);
  const days = `${against.from}..${against.to}`;
  const given: Record<string, string> = {
    ...Object.fromEntries(search),
    from: period.from,
    to: period.to,
    "whole-to": addDays(period.from, wholeDays),
    against: search.get("gap") === "target" ? `target,${days}` : days,
    "as-of": asOf.toISOString(),
    ...("after" in found.query.shape ? { limit: largePage } : {}),
  };
  delete given["after"];
  const asked = (more: Record<string, string>) =>
    found.query.safeParse(
      Object.fromEntries(
        Object.entries({ ...given, ...more }).filter(([n]) => n in found.query.shape),
      ),
    );
  const query = asked({});
  if (!query.success) {
    throw new Response("got filters that this panel does not have", { status: 400 });
  }
  const asking = { db, shop, now: asOf };
  const first = await found.run(asking, query.data);
  if (!first) throw new Response("missing", { status: 404 });
  const kind = fileKind(search);
  const name = [found.path, given["id"], period.from].filter(Boolean).join("-");
  if (kind === "json" && nextOf(first) === undefined) return whole(first, name);
  const body = fileStream(kind, found.table(first).heading, async (take) => {
    for await (const answer of pages(found, asking, { first, asked })) {
      await take(found.table(answer).rows);
    }
  });
  return fileResponse(body, { kind, name });
}

/** Undefined of what is no list of pages. */
const nextOf = (answer: object) => (answer as { next?: string | null }).next;

type Paged = { first: object; asked(more: Record<string, string>): { data?: object | undefined } };

async function* pages(found: Endpoint, asking: Asking, { first, asked }: Paged) {
  for (let answer: object | null = first; answer;) {
    yield answer;
    const next = nextOf(answer);
    const { data } = next ? asked({ after: next }) : {};
    answer = data ? await found.run(asking, data as Record<string, unknown>) : null;
  }
}

function whole(answer: object, name: string): Response {
  const body = new Blob([`${JSON.stringify(answer, null, 2)}\n`]).stream();
  return fileResponse(body, { kind: "json", name });
}
