import { Link, useFetcher, useSearchParams } from "@remix-run/react";
import { Button, TextField } from "@shopify/polaris";
import { XSmallIcon } from "@shopify/polaris-icons";
import { useEffect, useRef, useState } from "react";
import type { ShownView, ViewedList } from "../scorecard/list-views.ts";
import { pageAddress } from "./address.ts";
import { t } from "./translate.ts";

/** Of one list: what fits above it and is still found at a glance. */
export const mostViews = 20;
export const longestViewName = 60;

export type ViewsAnswer =
  | { done: "saved" | "removed" }
  /** `got`: letters of the name, or views that are there. */
  | { fault: "name" | "most" | "failed"; got: number };

type SavedViewsProps = { list: ViewedList; views: readonly ShownView[] };

/** A list as it was chosen before, one click away; as it is chosen now, kept under a name. */
export function SavedViews({ list, views }: SavedViewsProps) {
  const [search] = useSearchParams();
  const fetcher = useFetcher<ViewsAnswer>();
  const [name, setName] = useState("");
  const adding = useRef<HTMLDetailsElement>(null);
  const isBusy = fetcher.state !== "idle";
  const answer = isBusy ? undefined : fetcher.data;
  const fault = answer && "fault" in answer ? answer : null;
  useEffect(() => {
    if (!answer || !("done" in answer)) return;
    if (answer.done === "saved") {
      setName("");
      adding.current!.open = false;
    }
    // What was pressed is gone: the keyboard goes on from here.
    adding.current!.querySelector("summary")!.focus();
  }, [answer]);
  const send = (wish: { remove: string } | { list: string; name: string; search: string }) =>
    fetcher.submit(wish, { method: "post", encType: "application/json", action: "/app/views" });
  return (
    <div className="ff-views">
      {views.length > 0 && (
        <nav aria-label={t("views.title")}>
          <ul>
            {views.map((view) => (
              <li key={view.id}>
                <Link
                  to={pageAddress(`/app/${list}`, search, view.chosen)}
                  aria-current={view.isShown ? "true" : undefined}
                  preventScrollReset
                >
                  {view.name}
                </Link>
                <Button
                  variant="tertiary"
                  size="micro"
                  icon={XSmallIcon}
                  accessibilityLabel={t("views.remove", { name: view.name })}
                  onClick={() => send({ remove: view.id })}
                />
              </li>
            ))}
          </ul>
        </nav>
      )}
      <details ref={adding}>
        <summary>{t("views.add")}</summary>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            send({ list, name, search: search.toString() });
          }}
        >
          <TextField
            label={t("views.name")}
            helpText={t(`views.keeps.${list}`)}
            value={name}
            onChange={setName}
            autoComplete="off"
            error={fault && fault.fault !== "failed" ? faultWords(fault) : undefined}
            connectedRight={
              <Button submit loading={isBusy}>
                {t("form.save")}
              </Button>
            }
          />
        </form>
      </details>
      <span role="status">{fault?.fault === "failed" ? t("views.fault.failed") : ""}</span>
    </div>
  );
}

const faultWords = ({ fault, got }: Extract<ViewsAnswer, { fault: string }>) =>
  t(`views.fault.${fault}`, { got, longest: longestViewName });
