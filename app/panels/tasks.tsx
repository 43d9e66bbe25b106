import { Link, useFetcher, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Button, Card, FormLayout, Page, Text, TextField } from "@shopify/polaris";
import type { ShownTask } from "../scorecard/tasks.ts";
import type { TasksData } from "../scorecard/tasks.server.ts";
import type { WorkItem } from "../scorecard/work-list.ts";
import { pageAddress } from "./address.ts";
import { PanelExport } from "./export.tsx";
import { formatDay, type Locale } from "./format.ts";
import { FormBar, FormProblems, useSaveForm, type SaveAnswer } from "./save-form.tsx";
import { Nothing } from "./states.tsx";
import { evidenceAddress, taskWords } from "./task-words.ts";
import type { TaskErrors } from "./tasks-form.ts";
import { WatchedTable } from "./watched.tsx";
import { WorkList } from "./work-list.tsx";
import { t, type TextKey } from "./translate.ts";

export type TasksProps = TasksData & {
  work: readonly WorkItem[];
  today: string;
  asOf: string;
  timeZone: string;
  currency: string;
  locale: string;
};

type Fields = { id: string; owner: string; note: string };
type Draft = { tasks: Fields[] };

const fieldsOf = ({ id, owner, note }: ShownTask): Fields => ({ id, owner, note });
const textOf = ({ tasks }: Draft) =>
  JSON.stringify(tasks.map(({ id, owner, note }) => [id, owner, note]).toSorted());

/** What somebody is to do, who does it, and how closely numbers are watched. */
export function Tasks(props: TasksProps) {
  const { tasks, work, watched, owners, today, timeZone, currency, locale } = props;
  const [search] = useSearchParams();
  const open = tasks.filter(({ doneAt }) => doneAt === null);
  const done = tasks.filter(({ doneAt }) => doneAt !== null);
  const where: Locale = { locale, currency };
  const form = useSaveForm<Draft, TaskErrors>({
    stored: { tasks: open.map(fieldsOf) },
    textOf,
    // Somebody else may have done one meanwhile: it stays as it is.
    bodyOf: (draft) => ({ tasks: draft.tasks.map((task) => ({ ...task, isDone: null })) }),
    savedWords: t("tasks.saved"),
  });
  const { draft, change, errors } = form;
  const edit = (id: string, part: Partial<Fields>) =>
    change({ tasks: draft.tasks.map((task) => (task.id === id ? { ...task, ...part } : task)) });
  const words = (field: string) => {
    const error = errors[field];
    return error && t(`tasks.error.${error.code}` as TextKey, error.values);
  };
  return (
    <Page>
      <TitleBar title={t("tasks.title")} />
      <FormBar id="tasks-save" form={form} />
      <div className="ff-page" data-page="tasks">
        <BlockStack gap="400">
          <BlockStack gap="050">
            <Text as="h1" variant="headingLg">
              {t("tasks.title")}
            </Text>
            <Text as="p" tone="subdued">
              {t("tasks.lead")}{" "}
              {owners.length > 0 && (
                <Link to={pageAddress("/app/mine", search)}>{t("mine.title")}</Link>
              )}
            </Text>
          </BlockStack>
          <FormProblems form={form} />
          <WorkList {...{ work, tasks, where }} />
          {open.length === 0 && (
            <Card>
              <Nothing title={t("tasks.none")}>{t("tasks.noneWords")}</Nothing>
            </Card>
          )}
          {open.map((task) => {
            const fields = draft.tasks.find(({ id }) => id === task.id) ?? fieldsOf(task);
            return (
              <Card key={task.id}>
                <BlockStack gap="300">
                  <Head task={task} where={where} today={today} />
                  <FormLayout>
                    <FormLayout.Group>
                      <TextField
                        label={t("tasks.owner")}
                        value={fields.owner}
                        error={words(`${task.id} owner`)}
                        autoComplete="off"
                        onChange={(owner) => edit(task.id, { owner })}
                      />
                      <TextField
                        label={t("tasks.note")}
                        value={fields.note}
                        error={words(`${task.id} note`)}
                        autoComplete="off"
                        onChange={(note) => edit(task.id, { note })}
                      />
                    </FormLayout.Group>
                  </FormLayout>
                  <Done task={task} fields={fields} isDone />
                </BlockStack>
              </Card>
            );
          })}
          {tasks.length > 0 && <PanelExport path="tasks" what={t("tasks.title")} />}
          <WatchedTable watched={watched} where={where} />
          {done.length > 0 && (
            <Card>
              <BlockStack gap="300">
                <Text as="h2" variant="headingMd">
                  {t("tasks.done")}
                </Text>
                {done.map((task) => (
                  <BlockStack gap="100" key={task.id}>
                    <Text as="p">{taskWords(task, { where, today })}</Text>
                    <Text as="p" tone="subdued">
                      {t("tasks.doneOn", {
                        day: formatDay(dayOf(task.doneAt!, timeZone), locale, today),
                        owner: task.owner || t("tasks.nobody"),
                      })}
                      {task.note && ` ${task.note}`}
                    </Text>
                    <Done task={task} fields={fieldsOf(task)} isDone={false} />
                  </BlockStack>
                ))}
              </BlockStack>
            </Card>
          )}
        </BlockStack>
      </div>
    </Page>
  );
}

/** An instant's day in the shop's zone; Sweden writes days as they are sorted. */
const dayOf = (instant: string, timeZone: string) =>
  new Date(instant).toLocaleDateString("sv-SE", { timeZone });

type HeadProps = { task: ShownTask; where: Locale; today: string };

function Head({ task, where, today }: HeadProps) {
  const [search] = useSearchParams();
  const { alert, kpi } = task;
  const href = evidenceAddress(task, search);
  const flow = alert && alert.flow.state !== "none" ? alert.flow : null;
  return (
    <BlockStack gap="100">
      <Text as="h2" variant="headingMd">
        {taskWords(task, { where, today })}
      </Text>
      <p className="ff-pair">
        <Link to={href} aria-label={t("needs.whyOf", { name: kpi.name })}>
          {t("needs.why")}
        </Link>
        {flow && (
          <span className="ff-quiet">
            {t(`tasks.flow.${flow.state}` as TextKey, { words: flow.words ?? "" })}
          </span>
        )}
      </p>
    </BlockStack>
  );
}

/** Marks it done, or open again, with what is typed of it. */
function Done({ task, fields, isDone }: { task: ShownTask; fields: Fields; isDone: boolean }) {
  const fetcher = useFetcher<SaveAnswer<TaskErrors>>();
  const isLost = fetcher.state === "idle" && fetcher.data?.saved === false;
  return (
    <BlockStack gap="100" inlineAlign="start">
      <Button
        loading={fetcher.state !== "idle"}
        accessibilityLabel={t(isDone ? "tasks.finishOf" : "tasks.reopenOf", {
          name: task.kpi.name,
        })}
        onClick={() =>
          fetcher.submit(
            { tasks: [{ ...fields, isDone }] },
            { method: "post", action: "/app/tasks", encType: "application/json" },
          )
        }
      >
        {t(isDone ? "tasks.finish" : "tasks.reopen")}
      </Button>
      {isLost && (
        <Text as="p" tone="critical">
          {t("form.failed")}
        </Text>
      )}
    </BlockStack>
  );
}
