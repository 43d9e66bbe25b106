import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";
import type { NextAction } from "../scorecard/next-action.server.ts";
import type { Preferences } from "../scorecard/preferences.server.ts";
import { formatDay, formatValue, lastDay, type Locale } from "./format.ts";
import { NextBestAction } from "./next-action.tsx";
import { t } from "./translate.ts";

export type KnownPreferences = {
  preferences: Preferences;
  /** What to do for the customer now. Default nothing is said. */
  next?: NextAction | null;
  /** Below so many units, lines, orders, intervals, orders of both nothing is told. */
  fewest: { units: number; lines: number; orders: number; intervals: number; together: number };
};
type Props = KnownPreferences & {
  where: Locale;
  today: string;
  /** Set where they are of the whole store: the days they are counted from. */
  store?: { from: string; to: string };
};

/** What somebody likes and when they buy; each with how much it stands on. */
export function PreferencesCard(props: Props) {
  const { preferences, where, today, store } = props;
  return (
    <Card roundedAbove="xs">
      <div data-preferences>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t(store ? "preferences.store" : "preferences.title")}
          </Text>
          <dl className="ff-figures">
            {rowsOf(props).map(({ name, said, isTold }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className={isTold ? undefined : "ff-quiet"}>{said}</dd>
              </div>
            ))}
          </dl>
          {store ? (
            <Text as="p" variant="bodySm" tone="subdued">
              {t("preferences.storeFoot", {
                from: formatDay(store.from, where.locale, today),
                last: formatDay(lastDay(store), where.locale, today),
              })}
            </Text>
          ) : (
            <>
              {props.next && <NextBestAction next={props.next} where={where} />}
              <ForStaff words={preferences.words} />
            </>
          )}
        </BlockStack>
      </div>
    </Card>
  );
}

type Row = { name: string; said: string; isTold: boolean };

function rowsOf({ preferences, where, today, fewest }: Props): Row[] {
  const { categories, options, price, discount, interval, weekdays, pairs } = preferences;
  const count = (n: number) => formatValue(n, "count", where);
  const few = (n: number, least: number) =>
    t("preferences.few", { n: count(n), least: count(least) });
  const row = (name: string, n: number, least: number, said: () => string): Row => ({
    name,
    isTold: n >= least,
    said: n >= least ? said() : few(n, least),
  });
  const names = ({ n, top }: Preferences["categories"]) =>
    top
      .slice(0, 3)
      .map(({ name, count: held }) => t("preferences.of", { name, k: count(held), n: count(n) }))
      .join(" · ");
  const money = (shown: string) => formatValue(shown, "money", where);
  const { orders, busiest, likedWeekday } = preferences;
  const most = Math.max(...weekdays);
  return [
    row(t("preferences.categories"), categories.n, fewest.units, () => names(categories)),
    row(t("preferences.options"), options.n, fewest.units, () => names(options)),
    row(t("preferences.price"), price?.n ?? 0, fewest.lines, () =>
      t("preferences.priceWords", {
        ...{ low: money(price?.low ?? "0"), high: money(price?.high ?? "0") },
        ...{ middle: money(price?.middle ?? "0"), n: count(price?.n ?? 0) },
      }),
    ),
    row(t("preferences.weekday"), orders, fewest.orders, () =>
      t(likedWeekday === null ? "preferences.noWeekday" : "preferences.of", {
        name: weekdayName(weekdays.indexOf(most), where.locale),
        ...{ k: count(most), n: count(orders) },
      }),
    ),
    row(t("preferences.hour"), orders, fewest.orders, () => {
      const { from, orders: held } = busiest;
      const name = t("preferences.hourWords", { from: hour(from), to: hour(from + 3) });
      return t("preferences.of", { name, k: count(held), n: count(orders) });
    }),
    row(t("preferences.interval"), interval?.n ?? 0, fewest.intervals, () =>
      t(preferences.nextDue === null ? "preferences.intervalOnly" : "preferences.intervalWords", {
        ...{ days: count(interval?.days ?? 0), n: count(interval?.n ?? 0) },
        due: formatDay(preferences.nextDue ?? today, where.locale, today),
      }),
    ),
    row(t("preferences.discount"), discount.n, fewest.orders, () =>
      t("preferences.discountWords", {
        ...{ k: count(discount.orders), n: count(discount.n) },
        share: formatValue(discount.share ?? 0, "ratio", where),
        low: formatValue(discount.interval?.[0] ?? 0, "ratio", where),
        high: formatValue(discount.interval?.[1] ?? 1, "ratio", where),
      }),
    ),
    ...(pairs === null ? [] : [pairRow(pairs, fewest.together, count)]),
  ];
}

function pairRow(pairs: Preferences["pairs"], least: number, count: (n: number) => string): Row {
  const often = (pairs?.top ?? []).filter(({ orders }) => orders >= least).slice(0, 2);
  const words = often.map(({ titles: [first, second], orders }) =>
    t("preferences.pairWords", { first, second, count: orders, n: count(orders) }),
  );
  const isTold = words.length > 0;
  const none = t("preferences.pairsNone", { least: count(least) });
  return { name: t("preferences.pairs"), isTold, said: isTold ? words.join(" · ") : none };
}

const hour = (at: number) => `${String(at % 24).padStart(2, "0")}:00`;

/** 0 is Monday; 1 January 2024 was one. */
function weekdayName(at: number, locale: string): string {
  const day = new Date(Date.UTC(2024, 0, 1 + at));
  return new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format(day);
}

/** The paragraph that can be pasted into a letter or a note. */
function ForStaff({ words }: { words: string }) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  async function copy() {
    try {
      await navigator.clipboard.writeText(words);
      setState("copied");
    } catch {
      // A frame may be kept from the clipboard: the text can be marked by hand.
      setState("failed");
    }
  }
  return (
    <BlockStack gap="100">
      <Text as="h3" variant="headingSm">
        {t("preferences.staff")}
      </Text>
      <p className="ff-said">{words}</p>
      <InlineStack gap="200" blockAlign="center">
        <Button size="slim" onClick={() => void copy()}>
          {t("preferences.copy")}
        </Button>
        <span role="status">{state === "idle" ? "" : t(`preferences.${state}`)}</span>
      </InlineStack>
    </BlockStack>
  );
}
