import { Link, useFetcher, useSearchParams } from "@remix-run/react";
import { Banner, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import type { BackInStock } from "../scorecard/back-in-stock.server.ts";
import type { Recommendations } from "../scorecard/recommend.server.ts";
import { pageAddress } from "./address.ts";
import type { SaveAnswer } from "./save-form.tsx";
import type { TaskErrors } from "./tasks-form.ts";
import { t } from "./translate.ts";

type Props = { soldOut: BackInStock; list: Recommendations };

/** What stands in for a product while it is sold out, and a task to bring it back. */
export function SoldOutCard({ soldOut: { task, hasTask }, list }: Props) {
  const [search] = useSearchParams();
  const fetcher = useFetcher<SaveAnswer<TaskErrors>>();
  const isBusy = fetcher.state !== "idle";
  const instead = list.items.filter(({ evidence }) => evidence.model === "stand-in").length;
  return (
    <Card roundedAbove="xs">
      <div data-sold-out={hasTask ? "task" : "open"}>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t("soldOut.title")}
          </Text>
          <Text as="p">
            {instead > 0 ? t("soldOut.instead", { n: instead }) : t("soldOut.noInstead")}
          </Text>
          {!isBusy && fetcher.data?.saved === false && (
            <Banner tone="critical" title={t("form.failed")} />
          )}
          <InlineStack gap="300" blockAlign="center">
            {hasTask ? (
              <>
                <Text as="span">{t("soldOut.hasTask")}</Text>
                <Link to={pageAddress("/app/tasks", search)}>{t("tasks.toAll")}</Link>
              </>
            ) : (
              <Button
                loading={isBusy}
                onClick={() =>
                  fetcher.submit(
                    { ...task, owner: "" },
                    { method: "post", action: "/app/tasks", encType: "application/json" },
                  )
                }
              >
                {t("soldOut.addTask")}
              </Button>
            )}
          </InlineStack>
        </BlockStack>
      </div>
    </Card>
  );
}
