import { useLocation, useNavigate, useSearchParams } from "@remix-run/react";
import { Select } from "@shopify/polaris";
import { createContext, useContext } from "react";
import { sameAddress } from "./address.ts";
import { t } from "./translate.ts";

/** The shop's markets, `other` last; given by the frame. */
export const MarketKeys = createContext<readonly string[]>([]);

/** As app/ledger/regions.ts writes own regions. */
const ownRegion = "set:";

/** Null: all of the shop. */
export function marketWords(market: string | null): string {
  if (market === null) return t("market.all");
  return market.startsWith(ownRegion) ? market.slice(ownRegion.length) : t("market.other");
}

/** All of the shop or one of the merchant's regions; it lives in the address. */
export function MarketPicker() {
  const markets = useContext(MarketKeys);
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  if (markets.length === 0) return null;
  const chosen = markets.find((market) => market === search.get("market")) ?? "";
  // What is narrowed to a part belongs to what it is a part of.
  const go = (market: string) =>
    navigate(
      sameAddress(pathname, search, {
        ...{ market: market || null, after: null, by: null, part: null, effect: null },
      }),
      { preventScrollReset: true },
    );
  return (
    <div className="ff-market">
      <Select
        label={t("market.label")}
        labelHidden
        options={[
          { value: "", label: marketWords(null) },
          ...markets.map((market) => ({ value: market, label: marketWords(market) })),
        ]}
        value={chosen}
        onChange={go}
      />
    </div>
  );
}
