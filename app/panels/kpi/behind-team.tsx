import { useSearchParams } from "@remix-run/react";
import { Card } from "@shopify/polaris";
import { pageAddress } from "../address.ts";
import { Nothing } from "../states.tsx";
import { t } from "../translate.ts";

/** KPIs behind which there are no orders: what they are of stands on the Team page. */
export const teamKpis: readonly string[] = [
  "training-completion",
  "time-to-competence",
  "technology-adoption",
];

export function BehindTeam() {
  const [search] = useSearchParams();
  return (
    <Card>
      <Nothing
        title={t("behind.team")}
        action={{ href: pageAddress("/app/team", search), words: t("behind.teamLink") }}
      >
        {t("behind.teamWords")}
      </Nothing>
    </Card>
  );
}
