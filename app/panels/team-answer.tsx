import { Banner } from "@shopify/polaris";
import type { TeamAnswer } from "./team-wish.ts";
import { t } from "./translate.ts";

/** What became of a wish that could not be granted, whatever it was. */
export function Fault({
  fault,
}: {
  fault: Extract<TeamAnswer, { fault: string }>["fault"] | null;
}) {
  return fault && <Banner tone="critical" title={t(`team.fault.${fault}`)} />;
}

/** Told where it was asked, also to those who hear the page. */
export function Done({ children }: { children: React.ReactNode }) {
  return <span role="status">{children}</span>;
}
