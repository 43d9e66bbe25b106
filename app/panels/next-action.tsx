import { BlockStack, Text } from "@shopify/polaris";
import type { NextAction } from "../scorecard/next-action.server.ts";
import { formatValue, type Locale } from "./format.ts";
import { t } from "./translate.ts";

/** What to do for a customer now, why, and what they are likely to bring in. */
export function NextBestAction({ next, where }: { next: NextAction; where: Locale }) {
  const share = (value: number) => formatValue(value, "ratio", where);
  const { card, chance, expected } = next;
  return (
    <div data-next={next.action}>
      <BlockStack gap="100">
        <Text as="h3" variant="headingSm">
          {t("preferences.next")}
        </Text>
        <p className="ff-said">{next.words}</p>
        <p className="ff-said">
          {chance === null || expected === null
            ? t("preferences.nextUnknown")
            : t("preferences.nextChance", {
                ...{ days: next.days, chance: share(chance) },
                expected: formatValue(expected, "money", where),
                value: formatValue(next.orderValue, "money", where),
              })}
        </p>
        {card && (
          <Text as="p" variant="bodySm" tone="subdued">
            {t("preferences.nextCard", {
              n: formatValue(card.customers, "count", where),
              ...{ model: share(card.model), rule: share(card.rule) },
              ...{ base: share(card.base), told: share(card.told) },
              range: card.interval
                ? t("preferences.nextRange", {
                    low: points(card.interval[0], where),
                    high: points(card.interval[1], where),
                  })
                : t("preferences.nextUnsure"),
            })}
          </Text>
        )}
      </BlockStack>
    </div>
  );
}

/** Percentage points. */
const points = (value: number, where: Locale) => formatValue(value * 100, "points", where);
