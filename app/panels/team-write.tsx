import { useNavigate, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Button, Card, InlineStack, Page, Text, TextField } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { pageAddress } from "./address.ts";
import { OneHead } from "./page-head.tsx";
import { Fault } from "./team-answer.tsx";
import { useTeam } from "./team-wish.ts";
import { t } from "./translate.ts";

export type TeamWriteProps = {
  /** Null: a new one. */
  id: string | null;
  title: string;
  text: string;
  questions: string;
  /** 0 of a new one. */
  version: number;
};

/** A manual as it is written: Markdown, and a check in lines of their own. */
export function TeamWrite({ id, version, ...stored }: TeamWriteProps) {
  const { ask, answer, errors, fault, isBusy } = useTeam();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(stored);
  const written = answer && "done" in answer && answer.done === "written" ? answer : null;
  const madeId = written?.id;
  useEffect(() => {
    if (madeId) void navigate(pageAddress(`/app/team/manuals/${madeId}`, search));
  }, [madeId, navigate, search]);
  const field = (name: keyof typeof draft) => ({
    label: t(`team.write.${name}`),
    value: draft[name],
    error: errors[name],
    autoComplete: "off",
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  const heading = t(id === null ? "team.write.new" : "team.write.change");
  return (
    <Page fullWidth>
      <TitleBar title={heading} />
      <div className="ff-page" data-page="write">
        <BlockStack gap="400">
          <OneHead title={heading} path="/app/team" back={t("team.title")} />
          <Card>
            <BlockStack gap="300">
              {id !== null && (
                <Text as="p" tone="subdued">
                  {t("team.write.versionWords", { version, next: version + 1 })}
                </Text>
              )}
              <Fault fault={fault} />
              <TextField {...field("title")} maxLength={100} />
              <TextField {...field("text")} multiline={14} helpText={t("team.write.textHint")} />
              <TextField
                {...field("questions")}
                multiline={10}
                helpText={t("team.write.questionsHint")}
              />
              <InlineStack>
                <Button
                  variant="primary"
                  loading={isBusy || written !== null}
                  onClick={() => ask({ do: "write", id, ...draft })}
                >
                  {t("team.write.save")}
                </Button>
              </InlineStack>
            </BlockStack>
          </Card>
        </BlockStack>
      </div>
    </Page>
  );
}
