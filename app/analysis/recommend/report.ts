// The report card: what is served, how well it foretold orders it did not know, beside what.
import { choose, rankersOf, type Choice } from "./choose.ts";
import { countTogether, easeCustomers, easeItems, easeWeights } from "./ease.ts";
import { measureLists, type ListKind, type Measured } from "./measure.ts";
import { firstBasketsAfter, historiesBefore, type Purchases } from "./purchases.ts";
import { inTurn, type Ranker } from "./rankers.ts";
import { pairedBootstrap } from "../stats/bootstrap.ts";
import type { Interval } from "../stats/interval.ts";

/** What every model has to be better than. */
export const baselines: readonly string[] = [
  "popularity",
  "recent-popularity",
  "personal-frequency",
];

export type Shown = Omit<Measured, "recalls">;
export type Difference = {
  /** The best other: of the plain ones, or of all where a plain one is served. */
  vs: string;
  /** Recall@10 served − recall@10 of it, over the same customers. */
  value: number;
  /** 95 %, paired bootstrap over customers; null below ten of them. */
  interval: Interval | null;
};

export type Report = {
  /** Customers with an order before the cut, and those of them whose next order is foretold. */
  users: number;
  testUsers: number;
  /** By list and model; `served` is among them. */
  lists: Record<ListKind, Record<string, Shown>>;
  served: string;
  /** Among those of "again". */
  servedAgain: "personal-frequency" | "when-due";
  differences: Record<ListKind, Difference | null>;
  choice: Choice;
  /** Customers that the choice was made by; 0 or few: the default was taken. */
  chosenBy: number;
};

/** Days as whole numbers; `until` is the day after the last. */
export type ReportWish = { cut: number; until: number; seed: number };

/**
 * Model and λ are chosen on as many days before the cut as are reported after it, at most half of
 * those there are. Null where nobody who bought before the cut came back within the days after it.
 */
export function reportOn(purchases: Purchases, { cut, until, seed }: ReportWish): Report | null {
  const histories = historiesBefore(purchases, cut);
  const truths = firstBasketsAfter(purchases, histories, { from: cut, until });
  if (truths.length === 0) return null;
  const first = purchases.days[0] ?? cut;
  const inner = Math.max(cut - (until - cut), Math.ceil((first + cut) / 2));
  const { customers: chosenBy, ...choice } = choose(purchases, { cut: inner, until: cut });

  const ease =
    histories.users >= easeCustomers
      ? easeWeights(countTogether(histories, easeItems), choice.lambda)
      : null;
  const { discovery, again } = rankersOf(histories, ease);
  const models: Record<string, Ranker> = {
    popularity: discovery.popularity,
    "recent-popularity": discovery["recent-popularity"],
    "personal-frequency": inTurn(again["personal-frequency"], discovery.popularity),
    "also-bought": discovery["also-bought"],
  };
  if (discovery.ease) models.ease = discovery.ease;
  const both = discovery["ease-also-bought"];
  if (both) models["ease-also-bought"] = both;
  // A shop may have become too small for what was chosen, never the other way round.
  const chosen = discovery[choice.discovery] ?? discovery["also-bought"];
  const served = nameOf(choice);
  models[served] ??= choice.again === "none" ? chosen : inTurn(again[choice.again], chosen);
  const measured = (kind: ListKind, rankers: Record<string, Ranker>) =>
    Object.fromEntries(
      Object.entries(rankers).map(
        ([name, ranker]) => [name, measureLists(histories, truths, { ranker, kind })] as const,
      ),
    );
  const [all, found] = [measured("all", models), measured("discovery", models)];
  // Of what was bought before: frequency, frequency weighed by timing, and what others buy.
  const bought = measured("again", {
    ...again,
    ...{ popularity: discovery.popularity, "recent-popularity": discovery["recent-popularity"] },
  });
  const servedAgain = choice.again === "when-due" ? "when-due" : "personal-frequency";
  const isPlain = baselines.includes(served);
  const isRival = (name: string) => isPlain || baselines.includes(name);
  // What was bought before is out of it: there frequency is popularity, and no rival to it.
  const isOther = (name: string) => isRival(name) && name !== "personal-frequency";
  return {
    users: histories.users,
    testUsers: truths.length,
    lists: { all: shown(all), discovery: shown(found), again: shown(bought) },
    ...{ served, servedAgain },
    differences: {
      all: differenceOf(all, { served, isRival, seed }),
      discovery: differenceOf(found, { served, isRival: isOther, seed }),
      again: differenceOf(bought, { served: servedAgain, isRival: () => true, seed }),
    },
    choice,
    chosenBy,
  };
}

/** "personal-frequency+ease": what was bought before by the one, the rest by the other. */
export function nameOf({ discovery, again }: Choice): string {
  if (again === "none") return discovery;
  if (again === "personal-frequency" && discovery === "popularity") return again;
  return `${again}+${discovery}`;
}

const shown = (all: Record<string, Measured>): Record<string, Shown> =>
  Object.fromEntries(
    Object.entries(all).map(([name, { recalls: _, ...rest }]) => [name, rest] as const),
  );

function differenceOf(
  all: Record<string, Measured>,
  { served, isRival, seed }: { served: string; isRival: (name: string) => boolean; seed: number },
): Difference | null {
  const own = all[served]!;
  const others = Object.entries(all).filter(([name]) => name !== served && isRival(name));
  others.sort(([, a], [, b]) => (b.recall10 ?? 0) - (a.recall10 ?? 0));
  const [vs, other] = others[0]!;
  if (own.recall10 === null || other.recall10 === null) return null;
  const differences = own.recalls.map((recall, at) => recall - other.recalls[at]!);
  return {
    vs,
    value: own.recall10 - other.recall10,
    interval: pairedBootstrap(differences, seed),
  };
}
