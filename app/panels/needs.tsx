import { Link, useSearchParams } from "@remix-run/react";
import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ShownTask } from "../scorecard/tasks.ts";
import { pageAddress } from "./address.ts";
import type { Locale } from "./format.ts";
import { evidenceAddress, taskWords } from "./task-words.ts";
import { t } from "./translate.ts";

type NeedsProps = {
  waiting: { tasks: ShownTask[]; all: number };
  where: Locale;
  today: string;
};

/** What changed beyond the ordinary or was asked of somebody, and is not done. Nothing when nothing is. */
export function Needs({ waiting: { tasks, all }, where, today }: NeedsProps) {
  const [search] = useSearchParams();
  if (tasks.length === 0) return null;
  const toAll = pageAddress("/app/tasks", search);
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("needs.title")}
        </Text>
        <ul className="ff-needs">
          {tasks.map((task) => {
            const href = evidenceAddress(task, search);
            const who = task.owner ? t("needs.owner", { name: task.owner }) : t("needs.noOwner");
            return (
              <li key={task.id}>
                <span>
                  {taskWords(task, { where, today })} <span className="ff-quiet">{who}</span>
                </span>
                <span className="ff-pair">
                  <Link to={href} aria-label={t("needs.whyOf", { name: task.kpi.name })}>
                    {t("needs.why")}
                  </Link>
                  <Link
                    to={toAll}
                    aria-label={t(task.owner ? "needs.openOf" : "needs.assignOf", {
                      name: task.kpi.name,
                    })}
                  >
                    {t(task.owner ? "needs.open" : "needs.assign")}
                  </Link>
                </span>
              </li>
            );
          })}
        </ul>
        {all > tasks.length && <Link to={toAll}>{t("needs.all", { count: all, n: all })}</Link>}
      </BlockStack>
    </Card>
  );
}
