import { TitleBar } from "@shopify/app-bridge-react";
import { Banner, BlockStack, Button, Card, InlineStack, Page, Text } from "@shopify/polaris";
import { useState } from "react";
import type { ReadableManual } from "../scorecard/team.ts";
import { formatDay } from "./format.ts";
import { OneHead } from "./page-head.tsx";
import { Done, Fault } from "./team-answer.tsx";
import { sizeWords } from "./team-manual.tsx";
import { ManualText } from "./team-text.tsx";
import { useTeam } from "./team-wish.ts";
import { t } from "./translate.ts";

export type TeamLearnProps = {
  manual: ReadableManual;
  assignment: { id: string; person: string | null; dueDay: string | null; tries: number };
  state: "open" | "passed" | "withdrawn";
  today: string;
  locale: string;
};

/** Somebody's manual, read and checked. */
export function TeamLearn({ manual, assignment, state, today, locale }: TeamLearnProps) {
  const { person, dueDay } = assignment;
  return (
    <Page fullWidth>
      <TitleBar title={manual.title} />
      <div className="ff-page" data-page="learn">
        <BlockStack gap="400">
          <OneHead title={manual.title} path="/app/team" back={t("team.title")} />
          <Card>
            <BlockStack gap="300">
              <Text as="p" tone="subdued">
                {t("team.for", {
                  name: person ?? t("team.gone"),
                  day: formatDay(dueDay ?? today, locale, today),
                })}{" "}
                {sizeWords(manual)}
              </Text>
              <ManualText blocks={manual.blocks} />
            </BlockStack>
          </Card>
          {state === "withdrawn" && <Banner tone="info" title={t("team.withdrawn")} />}
          <Check id={assignment.id} questions={manual.questions} state={state} />
        </BlockStack>
      </div>
    </Page>
  );
}

type CheckProps = { id: string; state: TeamLearnProps["state"] } & Pick<
  ReadableManual,
  "questions"
>;

function Check({ id, questions, state }: CheckProps) {
  const { ask, answer, fault, isBusy } = useTeam();
  const [given, setGiven] = useState<(number | null)[]>(questions.map(() => null));
  const marked = answer && "done" in answer && answer.done === "marked" ? answer : null;
  if (state === "withdrawn") return null;
  if (state === "passed") return <Banner tone="success" title={t("team.passed")} />;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("team.check")}
        </Text>
        {questions.map((question, at) => (
          <fieldset key={question.ask} className="ff-question">
            <legend>{question.ask}</legend>
            {question.answers.map((words, place) => (
              <label key={words} className="ff-answer">
                <input
                  type="radio"
                  name={`question-${at}`}
                  checked={given[at] === place}
                  onChange={() => setGiven(given.map((one, index) => (index === at ? place : one)))}
                />
                <span>{words}</span>
              </label>
            ))}
            {marked?.marks[at]?.isRight === false && (
              <Text as="p" tone="caution">
                {t("team.notYet", { why: marked.marks[at]?.why ?? "" })}
              </Text>
            )}
          </fieldset>
        ))}
        <Fault fault={fault} />
        <InlineStack gap="300" blockAlign="center">
          <Button
            variant="primary"
            loading={isBusy}
            disabled={given.includes(null)}
            onClick={() => ask({ do: "hand-in", id, answers: given })}
          >
            {t("team.handIn")}
          </Button>
          <Done>
            {given.includes(null)
              ? t("team.answerAll")
              : marked && !marked.isPassed && t("team.again.check")}
          </Done>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
