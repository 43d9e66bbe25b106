import { useFetcher } from "@remix-run/react";

/** What can be asked of `POST /app/team/do`. */
export type TeamWish =
  | { do: "assign"; manual: string; people: string; chosen: string[]; due: string }
  | { do: "reassign"; manual: string; due: string }
  | { do: "take-back"; id: string }
  | { do: "forget"; person: string }
  | { do: "baseline"; manual: string; days: string; until: string }
  | { do: "retire"; manual: string; isRetired: boolean }
  | { do: "write"; id: string | null; title: string; text: string; questions: string }
  | { do: "hand-in"; id: string; answers: (number | null)[] };

export type TeamAnswer =
  | { done: "assigned"; assigned: number; already: number }
  | { done: "written"; id: string; version: number; isNew: boolean }
  | {
      done: "marked";
      isPassed: boolean;
      /** By question; `why` of those that were wrong. */
      marks: { isRight: boolean; why: string | null }[];
    }
  | { done: "changed" }
  /** By field: got, expected. */
  | { errors: Partial<Record<string, string>> }
  /** missing: it is not there any more. failed: the app or the way to it is down. */
  | { fault: "missing" | "failed" };

/** A wish and what became of it; one at a time. */
export function useTeam() {
  const fetcher = useFetcher<TeamAnswer>();
  const isBusy = fetcher.state !== "idle";
  const answer = isBusy ? undefined : fetcher.data;
  return {
    isBusy,
    answer,
    errors: answer && "errors" in answer ? answer.errors : {},
    fault: answer && "fault" in answer ? answer.fault : null,
    ask: (wish: TeamWish) =>
      fetcher.submit(wish, {
        method: "post",
        encType: "application/json",
        action: "/app/team/do",
      }),
  };
}
