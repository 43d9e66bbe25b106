import { useFetcher } from "@remix-run/react";
import { Banner, Button } from "@shopify/polaris";
import type { SaveAnswer } from "./save-form.tsx";
import type { TaskErrors } from "./tasks-form.ts";
import { t } from "./translate.ts";

/** Keeps a move of spend that the evidence bears as a task, so that somebody does it and it is seen later. */
export function MarketingMove({ words }: { words: string }) {
  const fetcher = useFetcher<SaveAnswer<TaskErrors>>();
  const answer = fetcher.state === "idle" ? fetcher.data : undefined;
  const isDone = answer?.saved === true;
  return (
    <>
      {!isDone && (
        <div>
          <Button
            loading={fetcher.state !== "idle"}
            onClick={() =>
              fetcher.submit(
                { kpi: "marketing-roi", words, owner: "" },
                { method: "post", action: "/app/tasks", encType: "application/json" },
              )
            }
          >
            {t("marketing.move")}
          </Button>
        </div>
      )}
      <div aria-live="polite">
        {isDone && <Banner tone="success">{t("tasks.added")}</Banner>}
        {answer?.saved === false && <Banner tone="critical">{t("marketing.moveFailed")}</Banner>}
      </div>
    </>
  );
}
