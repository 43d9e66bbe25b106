import { Link, useNavigate, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Card, Page, Select, Text } from "@shopify/polaris";
import type { Mine as MineData } from "../scorecard/mine.server.ts";
import type { ShownTask } from "../scorecard/tasks.ts";
import type { ScorecardKpi } from "../scorecard/types.ts";
import { pageAddress } from "./address.ts";
import type { Locale } from "./format.ts";
import { KpiRow } from "./kpi-row.tsx";
import { olderWords, PageHead, type PageTime } from "./page-head.tsx";
import { Nothing } from "./states.tsx";
import { evidenceAddress, taskWords } from "./task-words.ts";
import { t } from "./translate.ts";

export type MineProps = {
  mine: MineData;
  /** Those of `mine.kpis` in the chosen period. */
  kpis: ScorecardKpi[];
  time: PageTime;
  currency: string;
};

/** One person's own page: the numbers they answer for, what they are to do, what they did. */
export function Mine({ mine: { people, who, tasks }, kpis, time, currency }: MineProps) {
  const [search] = useSearchParams();
  const where: Locale = { locale: time.locale, currency };
  const around = { where, today: time.today };
  return (
    <Page>
      <TitleBar title={t("mine.title")} />
      <div className="ff-page" data-page="mine">
        <BlockStack gap="400">
          <PageHead
            title={who === null ? t("mine.title") : t("tasks.numbersOf", { name: who })}
            {...time}
          />
          {people.length > 0 && <Who people={people} who={who} />}
          {who === null ? (
            <Card>
              <Nothing
                title={t(people.length > 0 ? "mine.choose" : "mine.nobody")}
                action={{ href: pageAddress("/app", search), words: t("mine.toHome") }}
              >
                {t("mine.how")}
              </Nothing>
            </Card>
          ) : (
            <>
              <Card>
                <BlockStack gap="200">
                  <Text as="h2" variant="headingMd">
                    {t("mine.numbers")}
                  </Text>
                  {kpis.length === 0 && (
                    <Text as="p" tone="subdued">
                      {t("mine.noNumbers")}
                    </Text>
                  )}
                  <div>
                    {kpis.map((kpi) => (
                      <KpiRow
                        key={kpi.id}
                        kpi={kpi}
                        where={where}
                        href={pageAddress(`/app/kpis/${kpi.id}`, search, { who: null })}
                        older={olderWords(kpi, time)}
                      />
                    ))}
                  </div>
                </BlockStack>
              </Card>
              <Done
                tasks={tasks.filter(({ doneAt }) => doneAt === null)}
                isDone={false}
                {...around}
              />
              <Done tasks={tasks.filter(({ doneAt }) => doneAt !== null)} isDone {...around} />
            </>
          )}
        </BlockStack>
      </div>
    </Page>
  );
}

function Who({ people, who }: Pick<MineData, "people" | "who">) {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const options = people.map((name) => ({ value: name, label: name }));
  return (
    <Select
      label={t("mine.who")}
      options={who === null ? [{ value: "", label: t("mine.choose") }, ...options] : options}
      value={who ?? ""}
      onChange={(name) => void navigate(pageAddress("/app/mine", search, { who: name || null }))}
    />
  );
}

type DoneProps = { tasks: ShownTask[]; isDone: boolean; where: Locale; today: string };

/** Each leads to its number, which says what moved it. */
function Done({ tasks, isDone, where, today }: DoneProps) {
  const [search] = useSearchParams();
  if (tasks.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t(isDone ? "tasks.done" : "mine.open")}
        </Text>
        <ul className="ff-needs">
          {tasks.map((task) => (
            <li key={task.id}>
              <span>
                {/* An alert names its number itself. */}
                {task.alert ? "" : `${task.kpi.name}: `}
                {taskWords(task, { where, today })}
              </span>
              <span className="ff-pair">
                <Link
                  to={evidenceAddress(task, search, { who: null, by: task.cause?.by ?? null })}
                  aria-label={t("mine.movedOf", { name: task.kpi.name })}
                >
                  {t("mine.moved")}
                </Link>
              </span>
            </li>
          ))}
        </ul>
        <Link to={pageAddress("/app/tasks", search, { who: null })}>{t("tasks.toAll")}</Link>
      </BlockStack>
    </Card>
  );
}
