// What a panel shows when there is nothing to show yet: each says what to do next.
import { Link } from "@remix-run/react";
import {
  BlockStack,
  Box,
  Card,
  SkeletonBodyText,
  SkeletonDisplayText,
  Text,
} from "@shopify/polaris";
import { t } from "./translate.ts";

/** Words and a next step in place of content. */
export function Nothing({
  title,
  children,
  action,
}: {
  title: string;
  children?: React.ReactNode;
  action?: { href: string; words: string };
}) {
  return (
    <Box paddingBlock="800">
      <BlockStack gap="200" inlineAlign="center">
        <Text as="h2" variant="headingMd" alignment="center">
          {title}
        </Text>
        {children && (
          <Text as="p" tone="subdued" alignment="center">
            {children}
          </Text>
        )}
        {action && <Link to={action.href}>{action.words}</Link>}
      </BlockStack>
    </Box>
  );
}

export type ProblemKind = "missing" | "no-kpi" | "ours";

/** A page that cannot be shown, inside the frame. */
export function Problem({ kind, home }: { kind: ProblemKind; home: string }) {
  const title = { missing: "problem.missing", "no-kpi": "problem.noKpi", ours: "problem.ours" };
  return (
    <div className="ff-page ff-narrow">
      <Card>
        <Nothing
          title={t(title[kind] as "problem.missing")}
          action={{ href: home, words: t(kind === "ours" ? "problem.again" : "problem.home") }}
        >
          {t(kind === "ours" ? "problem.oursWords" : "problem.missingWords")}
        </Nothing>
      </Card>
    </div>
  );
}

/** A page of the usual size while its data is on the way. */
export function PageSkeleton() {
  return (
    <div className="ff-page" aria-busy="true" aria-label={t("frame.loading")} role="status">
      <BlockStack gap="400">
        <SkeletonDisplayText size="medium" />
        <Card>
          <SkeletonBodyText lines={3} />
        </Card>
        <Card>
          <Box minHeight="320px">
            <SkeletonBodyText lines={8} />
          </Box>
        </Card>
      </BlockStack>
    </div>
  );
}
