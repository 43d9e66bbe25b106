import {
  Banner,
  BlockStack,
  Button,
  Card,
  Checkbox,
  InlineStack,
  Select,
  Text,
  TextField,
} from "@shopify/polaris";
import { useEffect, useState } from "react";
import { Done, Fault } from "./team-answer.tsx";
import { useTeam } from "./team-wish.ts";
import { t } from "./translate.ts";

type AssignProps = {
  /** What can be assigned; one alone is not asked for. */
  manuals: readonly { id: string; title: string }[];
  people: readonly { id: string; name: string }[];
  /** The day that is proposed. */
  due: string;
};

/** Who is to learn a manual, and by when. */
export function AssignForm({ manuals, people, due: proposed }: AssignProps) {
  const { ask, answer, errors, fault, isBusy } = useTeam();
  const [manual, setManual] = useState(manuals[0]?.id ?? "");
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [due, setDue] = useState(proposed);
  const done = answer && "done" in answer && answer.done === "assigned" ? answer : null;
  const isDone = done !== null;
  useEffect(() => {
    if (!isDone) return;
    setTyped("");
    setChosen([]);
  }, [isDone]);
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd" id="assign">
            {t("team.assign")}
          </Text>
          <Text as="p" tone="subdued">
            {t("team.assignWords")}
          </Text>
        </BlockStack>
        <Fault fault={fault} />
        {people.length > 0 && (
          <fieldset className="ff-question">
            <legend>{t("team.chosen")}</legend>
            <div className="ff-team-chosen">
              {people.map(({ id, name }) => (
                <Checkbox
                  key={id}
                  label={name}
                  checked={chosen.includes(id)}
                  onChange={(isChosen) =>
                    setChosen(isChosen ? [...chosen, id] : chosen.filter((one) => one !== id))
                  }
                />
              ))}
            </div>
          </fieldset>
        )}
        <div className="ff-team-fields">
          <TextField
            label={t("team.people")}
            value={typed}
            error={errors["people"]}
            helpText={t("team.peopleHint")}
            maxLength={5000}
            autoComplete="off"
            onChange={setTyped}
          />
          {manuals.length > 1 && (
            <Select
              label={t("team.manual")}
              value={manual}
              error={errors["manual"]}
              options={manuals.map(({ id, title }) => ({ value: id, label: title }))}
              onChange={setManual}
            />
          )}
          <TextField
            label={t("team.due")}
            type="date"
            value={due}
            error={errors["due"]}
            autoComplete="off"
            onChange={setDue}
          />
        </div>
        {manuals.length === 1 && errors["manual"] && (
          <Banner tone="critical" title={errors["manual"]} />
        )}
        <InlineStack gap="300" blockAlign="center">
          <Button
            loading={isBusy}
            onClick={() => ask({ do: "assign", manual, people: typed, chosen: [...chosen], due })}
          >
            {t("team.assignDo")}
          </Button>
          <Done>{done && assignedWords(done)}</Done>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

export function assignedWords({
  assigned,
  already,
}: {
  assigned: number;
  already: number;
}): string {
  const words = t("team.assigned", { count: assigned, n: assigned });
  return already > 0 ? `${words} ${t("team.already", { count: already, n: already })}` : words;
}
