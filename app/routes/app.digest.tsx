import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { inShop } from "../db.server.ts";
import { env } from "../env.server.ts";
import {
  listDigests,
  listLetters,
  listReaders,
  readDigest,
  type Letter,
} from "../ledger/digests.server.ts";
import { isDay } from "../ledger/day.ts";
import { openPage } from "../page.server.ts";
import { DigestPage } from "../panels/digest.tsx";
import { usePage } from "../panels/use-page.ts";
import digestStyles from "../panels/digest.css?url";
import teamStyles from "../panels/team.css?url";
import type { Digest } from "../scorecard/digest.ts";

export const links = () => [teamStyles, digestStyles].map((href) => ({ rel: "stylesheet", href }));

/** `?week=` the Monday of an earlier one. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, search } = await openPage(request);
  const asked = search.get("week") ?? "";
  const week = isDay(asked) ? asked : null;
  return inShop(db, shop.id, async (client) => {
    const kept = await readDigest(client, shop, week);
    const letters: Letter[] = kept ? await listLetters(client, shop, kept.week) : [];
    const readers = await listReaders(client, shop);
    return {
      digest: kept ? (JSON.parse(kept.content) as Digest) : null,
      weeks: await listDigests(client, shop),
      readers: readers.map((reader) => {
        const letter = letters.find(({ person }) => person === reader.id);
        return { ...reader, state: letter?.state ?? null, reason: letter?.reason ?? null };
      }),
      hasMail: Boolean(env.SMTP_URL && env.DIGEST_FROM),
    };
  });
}

export const meta: MetaFunction = () => [{ title: "Weekly digest · Fourfold" }];

export default function DigestRoute() {
  return usePage<typeof loader>((data, locale) => <DigestPage {...data} locale={locale} />);
}
