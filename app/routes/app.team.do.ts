import type { ActionFunctionArgs } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { z } from "zod";
import { inShop } from "../db.server.ts";
import {
  assignManual,
  enterBaseline,
  forgetPerson,
  handIn,
  reassign,
  takeBack,
} from "../ingest/training.server.ts";
import { writeManual } from "../ingest/training-manual.server.ts";
import { retireManual } from "../ledger/training/manuals.server.ts";
import { openPage, type OpenPage } from "../page.server.ts";
import { outlive } from "../panels/outlive.ts";
import type { TeamAnswer } from "../panels/team-wish.ts";

const word = z.string().trim().max(100);
const long = z.string().max(60_000);
const Wish = z.discriminatedUnion("do", [
  z.object({
    do: z.literal("assign"),
    manual: word,
    people: z.string().max(10_000),
    chosen: z.array(word).max(500),
    due: word,
  }),
  z.object({ do: z.literal("reassign"), manual: word, due: word }),
  z.object({ do: z.literal("take-back"), id: word }),
  z.object({ do: z.literal("forget"), person: word }),
  z.object({ do: z.literal("baseline"), manual: word, days: word, until: word }),
  z.object({ do: z.literal("retire"), manual: word, isRetired: z.boolean() }),
  z.object({
    do: z.literal("write"),
    id: word.nullable(),
    title: long,
    text: long,
    questions: long,
  }),
  z.object({
    do: z.literal("hand-in"),
    id: word,
    answers: z.array(z.number().int().min(0).max(20).nullable()).max(50),
  }),
]);

/** `POST /app/team/do`, a wish of team-wish.ts. 400 for anything else. */
export async function action({ request }: ActionFunctionArgs): Promise<TeamAnswer> {
  const page = await openPage(request);
  const wish = Wish.safeParse(await request.json().catch(() => null));
  if (!wish.success) {
    const [issue] = wish.error.issues;
    const where = issue ? `${issue.path.join(".") || "do"}: ${issue.message}` : "";
    throw new Response(`got no wish of the Team page (${where})`, { status: 400 });
  }
  return grant(page, wish.data);
}

async function grant(
  { db, shop, asOf }: OpenPage,
  wish: z.infer<typeof Wish>,
): Promise<TeamAnswer> {
  switch (wish.do) {
    case "assign": {
      const answer = await assignManual(db, shop, wish, asOf);
      return "errors" in answer ? answer : { done: "assigned", ...answer };
    }
    case "reassign": {
      const answer = await reassign(db, shop, wish, asOf);
      return "errors" in answer ? answer : { done: "assigned", ...answer, already: 0 };
    }
    case "take-back":
      return (await takeBack(db, shop, wish.id, asOf)) ? { done: "changed" } : { fault: "missing" };
    case "forget":
      await forgetPerson(db, shop, wish.person, asOf);
      return { done: "changed" };
    case "baseline": {
      const answer = await enterBaseline(db, shop, wish, asOf);
      return "errors" in answer ? answer : { done: "changed" };
    }
    case "retire": {
      const at = wish.isRetired ? asOf : null;
      const isThere = await inShop(db, shop.id, (client) =>
        retireManual(client, shop, wish.manual, at),
      );
      return isThere ? { done: "changed" } : { fault: "missing" };
    }
    case "write": {
      const answer = await writeManual(db, shop, wish, asOf);
      if (!answer) return { fault: "missing" };
      return "errors" in answer ? answer : { done: "written", ...answer };
    }
    case "hand-in": {
      const answer = await handIn(db, shop, wish, asOf);
      if (!answer) return { fault: "missing" };
      const { isPassed, right, questions } = answer;
      const marks = right.map((isRight, at) => ({
        isRight,
        why: isRight ? null : (questions[at]?.why ?? null),
      }));
      return { done: "marked", isPassed, marks };
    }
  }
}

/** A moment without network must not take the page away. */
export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return outlive<TeamAnswer>(serverAction, { fault: "failed" });
}
