import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { openPage } from "../page.server.ts";
import listStyles from "../panels/lists.css?url";
import voiceStyles from "../panels/voice.css?url";
import { Voice } from "../panels/voice.tsx";
import { usePage } from "../panels/use-page.ts";
import { chosenPeriod } from "../scorecard/chosen-period.ts";
import { pageSize, readPlace } from "../scorecard/lists.ts";
import { voice } from "../scorecard/voice.server.ts";
import { voiceQuestions, voiceSplits, voiceTouchpoints } from "../scorecard/voice.ts";

export const links = () => [listStyles, voiceStyles].map((href) => ({ rel: "stylesheet", href }));

/** `?question=` nps or csat, `?touchpoint=`, `?by=` a split, `?after=` where the words before ended. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, asOf, today, version, search } = await openPage(request);
  const chosen = chosenPeriod(search, today);
  const one = <T extends string>(known: readonly T[], name: string) =>
    known.find((each) => each === search.get(name)) ?? null;
  return {
    voice: await voice(db, shop, {
      period: chosen.period,
      question: one(voiceQuestions, "question") ?? "nps",
      touchpoint: one(voiceTouchpoints, "touchpoint"),
      by: one(voiceSplits, "by") ?? "touchpoint",
      after: readPlace(search.get("after")),
      asOf,
    }),
    currency: shop.currency,
    store: shop.domain.split(".")[0] ?? "",
    size: pageSize,
    time: { chosen, today, asOf: asOf.toISOString(), timeZone: shop.timeZone, historyFrom: null },
    version,
  };
}

export const meta: MetaFunction = () => [{ title: "Voice of the customer · Fourfold" }];

export default function VoiceRoute() {
  return usePage<typeof loader>(({ time, ...data }, locale) => (
    <Voice {...data} time={{ ...time, locale }} />
  ));
}
