import { Link, useSearchParams } from "@remix-run/react";
import { BlockStack, Text } from "@shopify/polaris";
import type { Chosen } from "../scorecard/chosen-period.ts";
import type { Lacking } from "../scorecard/lacking.ts";
import { pageAddress } from "./address.ts";
import { DataAge } from "./age.tsx";
import { instantWords } from "./data-when.tsx";
import { MarketPicker } from "./market-picker.tsx";
import { PeriodPicker } from "./period-picker.tsx";
import { t } from "./translate.ts";
import { lackingWords, periodWords } from "./words.ts";

export type PageTime = {
  chosen: Chosen;
  /** In the shop's zone. */
  today: string;
  /** UTC instant the page's numbers are of. */
  asOf: string;
  timeZone: string;
  /** The first day the shop has an order of. */
  historyFrom: string | null;
  /** Why numbers may lack orders. Default nothing does. */
  lacking?: Lacking | null;
  locale: string;
};

/** Of a number that a worker is about to renew, and so of an earlier instant than its page. */
export function olderWords(kpi: { asOf: string }, time: PageTime): string | undefined {
  if (kpi.asOf >= time.asOf) return undefined;
  return t("tile.older", { instant: instantWords(new Date(kpi.asOf), time) });
}

/** A page's title, the days it is about, how old its numbers are. */
export function PageHead({
  title,
  above,
  isCompared = true,
  hasMarkets = false,
  ...time
}: PageTime & {
  title: string;
  above?: React.ReactNode;
  /** False on a page that shows one period alone. Default true. */
  isCompared?: boolean;
  /** Its numbers can be those of one market. Default false. */
  hasMarkets?: boolean;
}) {
  const { chosen, asOf, timeZone, locale } = time;
  return (
    <div className="ff-head">
      <BlockStack gap="050">
        {above}
        <Text as="h1" variant="headingLg">
          {title}
        </Text>
        <Text as="p" tone="subdued">
          {periodWords(time)}
        </Text>
        {time.lacking && (
          <Text as="p" tone="caution">
            {lackingWords(time.lacking, time)}
          </Text>
        )}
      </BlockStack>
      <div className="ff-head-side">
        <DataAge asOf={asOf} timeZone={timeZone} locale={locale} />
        {hasMarkets && <MarketPicker />}
        <PeriodPicker
          key={`${chosen.choice} ${chosen.period.from}`}
          chosen={chosen}
          isCompared={isCompared}
        />
      </div>
    </div>
  );
}

/** The page of one thing of a list: its name, and the way back to the list at `path`. */
export function OneHead({ title, path, back }: { title: string; path: string; back: string }) {
  const [search] = useSearchParams();
  return (
    <BlockStack gap="050">
      <Link className="ff-back" to={pageAddress(path, search)}>
        ← {back}
      </Link>
      <Text as="h1" variant="headingLg">
        {title}
      </Text>
    </BlockStack>
  );
}
