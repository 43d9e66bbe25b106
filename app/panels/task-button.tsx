import { useFetcher } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import type { SaveAnswer } from "./save-form.tsx";
import type { TaskErrors } from "./tasks-form.ts";
import { t } from "./translate.ts";

/** Longer words are refused (app.tasks.tsx); a product's title may be as long by itself. */
const most = 200;

type TaskButtonProps = {
  kpi: string;
  /** What is to be done. */
  words: string;
  /** On the button, and what it says to those who do not see where it stands. */
  label: string;
  spoken?: string;
};

/** Keeps what a panel advises as a task, so that somebody does it and it is seen later. */
export function TaskButton({ kpi, words, label, spoken }: TaskButtonProps) {
  const fetcher = useFetcher<SaveAnswer<TaskErrors>>();
  const answer = fetcher.state === "idle" ? fetcher.data : undefined;
  const isDone = answer?.saved === true;
  const short = words.length > most ? `${words.slice(0, most - 1)}…` : words;
  return (
    <div>
      {!isDone && (
        <Button
          size="slim"
          loading={fetcher.state !== "idle"}
          accessibilityLabel={spoken}
          onClick={() =>
            fetcher.submit(
              { kpi, words: short, owner: "" },
              { method: "post", action: "/app/tasks", encType: "application/json" },
            )
          }
        >
          {label}
        </Button>
      )}
      <span role="status">
        {isDone && t("tasks.added")}
        {answer?.saved === false && t("work.failed")}
      </span>
    </div>
  );
}
