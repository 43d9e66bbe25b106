import { Text } from "@shopify/polaris";
import type { Availability, Causes } from "../../scorecard/causes.ts";
import { formatDay } from "../format.ts";
import type { PageTime } from "../page-head.tsx";
import { t } from "../translate.ts";

type NotesProps = { causes: Pick<Causes, "effects" | "availability">; time: PageTime };

/** What the causes of sales are estimated from, and which of them nobody tells. */
export function StockNotes({ causes: { effects, availability }, time }: NotesProps) {
  const isSold = effects.some(({ effect }) => effect === "volume" || effect === "availability");
  const said = [
    ...(availability ? wordsOf(availability, time) : []),
    ...(isSold ? [t("why.visits")] : []),
  ];
  if (said.length === 0) return null;
  return (
    <Text as="p" variant="bodySm" tone="subdued">
      {said.join(" ")}
    </Text>
  );
}

function wordsOf(
  { status, knownFrom, before, after, unpriced }: Availability,
  { locale, today }: PageTime,
): string[] {
  if (status === "not-by-market") return [t("why.stock.not-by-market")];
  if (status === "not-connected") {
    if (knownFrom === null) return [t("why.stock.none")];
    return [t("why.stock.not-connected", { day: formatDay(knownFrom, locale, today) })];
  }
  const number = (n: number) => n.toLocaleString(locale);
  if (before === 0 && after === 0 && unpriced === 0) return [t("why.stock.nothing")];
  return [
    t("why.stock.estimated", { before: number(before), after: number(after) }),
    ...(unpriced > 0 ? [t("why.stock.unpriced", { n: number(unpriced) })] : []),
  ];
}
