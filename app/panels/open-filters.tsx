import { useNavigate, useSearchParams } from "@remix-run/react";
import { InlineStack, Select } from "@shopify/polaris";
import type { OpenOrdersFilter, OpenSums } from "../scorecard/open-orders.ts";
import { sameAddress } from "./address.ts";
import { formatValue, type Locale } from "./format.ts";
import { t } from "./translate.ts";

type Choice = { key: string; label: string; orders: number };
type FilterName = "state" | "location" | "carrier";

type OpenFiltersProps = {
  /** Null on later pages: what is chosen stays, others are chosen on the first one. */
  sums: OpenSums | null;
  filter: OpenOrdersFilter;
  path: string;
  where: Locale;
};

/** Which open orders are looked at: by their state, their location, and who took what left of them. */
export function OpenFilters({ sums, filter, path, where }: OpenFiltersProps) {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  if (!sums) return null;
  const choices: Record<FilterName, Choice[]> = {
    state: sums.states.map(({ state, orders }) => ({
      ...{ key: state, label: t(`open.state.${state}`), orders },
    })),
    location: sums.locations.map(({ key, name, orders }) => ({
      ...{ key, label: name ?? t("open.noLocation"), orders },
    })),
    carrier: sums.carriers.map(({ key, orders }) => ({ key, label: key, orders })),
  };
  const names: FilterName[] = ["state", "location", "carrier"];
  return (
    <InlineStack gap="300">
      {names
        .filter((name) => choices[name].length > 0)
        .map((name) => (
          <Select
            key={name}
            label={t(`open.column.${name}`)}
            options={[
              { value: "", label: t("open.all") },
              ...choices[name].map(({ key, label, orders }) => ({
                ...{ value: key, label: `${label} (${formatValue(orders, "count", where)})` },
              })),
            ]}
            value={filter[name] ?? ""}
            onChange={(value) =>
              navigate(sameAddress(path, search, { [name]: value || null, after: null }), {
                preventScrollReset: true,
              })
            }
          />
        ))}
    </InlineStack>
  );
}
