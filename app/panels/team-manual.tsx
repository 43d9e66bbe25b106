import { Link, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Button, Card, InlineStack, Page, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import type { ReadableManual } from "../scorecard/team.ts";
import { pageAddress, sameAddress } from "./address.ts";
import { formatDay } from "./format.ts";
import { OneHead } from "./page-head.tsx";
import { Done, Fault } from "./team-answer.tsx";
import { assignedWords, AssignForm } from "./team-assign.tsx";
import { dueIn } from "./team-days.ts";
import { ManualText } from "./team-text.tsx";
import { useTeam } from "./team-wish.ts";
import { t } from "./translate.ts";

export type TeamManualProps = {
  manual: ReadableManual;
  /** Of a shop's own, the newest first. */
  versions: readonly { version: number; madeAt: Date }[];
  people: readonly { id: string; name: string }[];
  behind: number;
  today: string;
  locale: string;
};

/** A manual to read, to assign, and to change where it is the shop's own. */
export function TeamManual(props: TeamManualProps) {
  const { manual, versions, people, behind, today } = props;
  const [search] = useSearchParams();
  const isLatest = manual.isLibrary || manual.version === versions[0]?.version;
  return (
    <Page fullWidth>
      <TitleBar title={manual.title} />
      <div className="ff-page" data-page="manual">
        <BlockStack gap="400">
          <OneHead title={manual.title} path="/app/team" back={t("team.title")} />
          <Card>
            <BlockStack gap="300">
              <InlineStack gap="300" blockAlign="center">
                <Text as="p" tone="subdued">
                  {sizeWords(manual)}
                </Text>
                {!manual.isLibrary && (
                  <Link to={pageAddress("/app/team/write", search, { manual: manual.id })}>
                    {t("team.change")}
                  </Link>
                )}
                <Link to={pageAddress("/app/team/write", search, { copy: manual.id })}>
                  {t("team.copy")}
                </Link>
                {!manual.isLibrary && <Retire manual={manual} />}
              </InlineStack>
              <ManualText blocks={manual.blocks} />
              <Check questions={manual.questions} />
            </BlockStack>
          </Card>
          {isLatest && behind > 0 && <Again {...props} />}
          {isLatest && !manual.isRetired && (
            <AssignForm manuals={[manual]} people={people} due={dueIn(today)} />
          )}
          {versions.length > 1 && <Versions {...props} />}
        </BlockStack>
      </div>
    </Page>
  );
}

export function sizeWords({ version, steps, questions, minutes }: ReadableManual): string {
  const asked = questions.length;
  return [
    t("team.version", { version }),
    t("team.steps", { count: steps, n: steps }),
    t("team.questionsIn", { count: asked, n: asked }),
    ...(minutes === null ? [] : [t("team.minutes", { n: minutes })]),
  ].join(" · ");
}

/** What is asked at the end; it is taken by whoever is assigned the manual. */
function Check({ questions }: Pick<ReadableManual, "questions">) {
  return (
    <BlockStack gap="200">
      <Text as="h2" variant="headingSm">
        {t("team.check")}
      </Text>
      <ol className="ff-manual">
        {questions.map(({ ask }) => (
          <li key={ask}>{ask}</li>
        ))}
      </ol>
      <Text as="p" tone="subdued">
        {t("team.checkWords")}
      </Text>
    </BlockStack>
  );
}

function Retire({ manual }: { manual: ReadableManual }) {
  const { ask, isBusy, fault } = useTeam();
  return (
    <>
      <Button
        size="slim"
        loading={isBusy}
        onClick={() => ask({ do: "retire", manual: manual.id, isRetired: !manual.isRetired })}
      >
        {t(manual.isRetired ? "team.unretire" : "team.retire")}
      </Button>
      <Fault fault={fault} />
    </>
  );
}

/** Those who learnt an earlier version learn the new one. */
function Again({ manual, behind, today }: TeamManualProps) {
  const { ask, answer, errors, fault, isBusy } = useTeam();
  const [due, setDue] = useState(dueIn(today));
  const done = answer && "done" in answer && answer.done === "assigned" ? answer : null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("team.again", { count: behind, n: behind })}
        </Text>
        <Fault fault={fault} />
        <div className="ff-team-fields">
          <TextField
            label={t("team.due")}
            type="date"
            value={due}
            error={errors["due"]}
            autoComplete="off"
            onChange={setDue}
          />
        </div>
        <InlineStack gap="300" blockAlign="center">
          <Button loading={isBusy} onClick={() => ask({ do: "reassign", manual: manual.id, due })}>
            {t("team.againDo")}
          </Button>
          <Done>{done && assignedWords(done)}</Done>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

function Versions({ manual, versions, today, locale }: TeamManualProps) {
  const [search] = useSearchParams();
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("team.versions")}
        </Text>
        <ul className="ff-manual">
          {versions.map(({ version, madeAt }) => (
            <li key={version}>
              <Link
                to={sameAddress(`/app/team/manuals/${manual.id}`, search, {
                  version: String(version),
                })}
                aria-current={version === manual.version ? "true" : undefined}
              >
                {t("team.version", { version })}
              </Link>{" "}
              {formatDay(madeAt.toISOString().slice(0, 10), locale, today)}
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}
