import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect, useRef } from "react";
import { t } from "./translate.ts";

/** What a button of the Data panel asks for. */
export type DataWish =
  { intent: "retry"; ids: string[] } | { intent: "check" } | { intent: "read-history" };

export type DataAnswer =
  { done: "retry"; n: number } | { done: "check" } | { done: "read-history" } | { failed: true };

/** Sends a wish and says in a toast what came of it. */
export function useDataAction(): {
  act(wish: DataWish): void;
  isActing: boolean;
  /** Of the last wish, once the page's data has been read again. */
  answer: DataAnswer | undefined;
} {
  const fetcher = useFetcher<DataAnswer>();
  const bridge = useAppBridge();
  const answer = fetcher.state === "idle" ? fetcher.data : undefined;
  const handled = useRef<DataAnswer>();
  useEffect(() => {
    if (!answer || handled.current === answer) return;
    handled.current = answer;
    const words = wordsOf(answer);
    if (words) bridge.toast.show(words, { isError: "failed" in answer });
  }, [answer, bridge]);
  return {
    act: (wish) => fetcher.submit(wish, { method: "post", encType: "application/json" }),
    isActing: fetcher.state !== "idle",
    answer,
  };
}

function wordsOf(answer: DataAnswer): string | null {
  if ("failed" in answer) return t("data.actionFailed");
  if (answer.done === "retry") return t("data.retried", { count: answer.n, n: answer.n });
  // History shows its own progress.
  return answer.done === "check" ? t("data.checkAsked") : null;
}
