import { Link, useFetcher, useSearchParams } from "@remix-run/react";
import { Banner, BlockStack, Button, Card, FormLayout, Text, TextField } from "@shopify/polaris";
import { useEffect, useState } from "react";
import type { Causes } from "../../scorecard/causes.ts";
import type { KpiPage } from "../../scorecard/kpi-page.ts";
import type { ShownTask } from "../../scorecard/tasks.ts";
import type { WatchedRow } from "../../scorecard/tasks.server.ts";
import type { ScorecardKpi } from "../../scorecard/types.ts";
import { pageAddress } from "../address.ts";
import type { Locale } from "../format.ts";
import type { SaveAnswer } from "../save-form.tsx";
import { taskWords } from "../task-words.ts";
import type { TaskErrors } from "../tasks-form.ts";
import { t, type TextKey } from "../translate.ts";
import { smallestWords } from "../watched.tsx";
import { aboutWords, driverWords } from "./driver.ts";

type KpiTasksProps = {
  kpi: Pick<ScorecardKpi, "id" | "name" | "unit">;
  owner: string;
  causes: Causes;
  /** What of the change the page is narrowed to: a new task is about it. */
  narrowed: KpiPage["narrowed"];
  tasks: readonly ShownTask[];
  watched: WatchedRow | null;
  where: Locale;
  today: string;
};

const nothing = { words: "", owner: "" };

/** What is to be done about the number, and how closely it is watched. */
export function KpiTasks(props: KpiTasksProps) {
  const { kpi, owner, causes, narrowed, tasks, watched, where, today } = props;
  const [search] = useSearchParams();
  const fetcher = useFetcher<SaveAnswer<TaskErrors>>();
  const [entry, setEntry] = useState(nothing);
  const about = narrowed && {
    ...{ by: narrowed.by, part: narrowed.part, effect: narrowed.effect },
  };
  const answer = fetcher.state === "idle" ? fetcher.data : undefined;
  const isDone = answer?.saved === true;
  const errors = answer?.saved === false ? answer.errors : {};
  useEffect(() => {
    if (isDone) setEntry(nothing);
  }, [isDone]);
  const field = (name: keyof typeof nothing) => {
    const error = errors?.[name];
    return {
      label: t(name === "words" ? "tasks.what" : "tasks.owner"),
      value: entry[name],
      error: error && t(`tasks.error.${error.code}` as TextKey, error.values),
      autoComplete: "off",
      onChange: (value: string) => setEntry({ ...entry, [name]: value }),
    };
  };
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("tasks.add")}
          </Text>
          <Text as="p" tone="subdued">
            {t("tasks.addWords")}
          </Text>
          {watched && (
            <Text as="p" tone="subdued">
              {t("tasks.watched", { smallest: smallestWords(watched, where) })}
            </Text>
          )}
        </BlockStack>
        <Owner key={owner} kpi={kpi.id} owner={owner} />
        {tasks.length > 0 && (
          <ul className="ff-needs">
            {tasks.map((task) => (
              <li key={task.id}>
                <span>
                  {taskWords(task, { where, today })}{" "}
                  <span className="ff-quiet">
                    {driverWords(task, { causes, unit: kpi.unit, where })}
                  </span>
                </span>
                <span className="ff-quiet">
                  {task.doneAt
                    ? t("tasks.isDone")
                    : task.owner
                      ? t("needs.owner", { name: task.owner })
                      : t("needs.noOwner")}
                </span>
              </li>
            ))}
          </ul>
        )}
        {tasks.length > 0 && <Link to={pageAddress("/app/tasks", search)}>{t("tasks.toAll")}</Link>}
        {about && (
          <Text as="p" tone="subdued">
            {t("tasks.about", { about: aboutWords(about, causes, kpi.id) })}
          </Text>
        )}
        <FormLayout>
          <FormLayout.Group>
            <TextField {...field("words")} />
            <TextField {...field("owner")} />
          </FormLayout.Group>
        </FormLayout>
        <div>
          <Button
            loading={fetcher.state !== "idle"}
            onClick={() =>
              fetcher.submit(
                { kpi: kpi.id, ...entry, cause: about },
                { method: "post", action: "/app/tasks", encType: "application/json" },
              )
            }
          >
            {t("tasks.addButton")}
          </Button>
        </div>
        <div aria-live="polite">
          {isDone && <Banner tone="success">{t("tasks.added")}</Banner>}
          {answer?.saved === false && answer.errors === null && (
            <Banner tone="critical">{t("form.failed")}</Banner>
          )}
        </div>
      </BlockStack>
    </Card>
  );
}

/** Who answers for the number. */
function Owner({ kpi, owner }: { kpi: string; owner: string }) {
  const [search] = useSearchParams();
  const fetcher = useFetcher<SaveAnswer<TaskErrors>>();
  const [typed, setTyped] = useState(owner);
  const error = fetcher.data?.saved === false ? fetcher.data.errors?.["own"] : undefined;
  const isLost = fetcher.data?.saved === false && fetcher.data.errors === null;
  return (
    <BlockStack gap="100" inlineAlign="start">
      <TextField
        label={t("tasks.kpiOwner")}
        value={typed}
        error={
          isLost
            ? t("form.failed")
            : error && t(`tasks.error.${error.code}` as TextKey, error.values)
        }
        autoComplete="off"
        onChange={setTyped}
        connectedRight={
          <Button
            disabled={typed.trim() === owner}
            loading={fetcher.state !== "idle"}
            onClick={() =>
              fetcher.submit(
                { own: { kpi, owner: typed } },
                { method: "post", action: "/app/tasks", encType: "application/json" },
              )
            }
          >
            {t("tasks.saveOwner")}
          </Button>
        }
      />
      {owner && (
        <Link to={pageAddress("/app/mine", search, { who: owner })}>
          {t("tasks.numbersOf", { name: owner })}
        </Link>
      )}
    </BlockStack>
  );
}
