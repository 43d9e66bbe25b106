// Contribution in three steps: CM1 takes off the goods, CM2 what orders and returns cost by the merchant's
// rules, CM3 what was spent on advertising.
import { sum } from "../combination.ts";
import type { Formula } from "../formula.ts";
import {
  contribution,
  contributionAfterRules,
  contributionAfterRulesOrigin,
  contributionOrigin,
  costCoverage,
  counted,
  moved,
  netOfDiscounts,
  netSales,
} from "../financial/parts.ts";
import { spendOfPeriod } from "../queries/marketing.ts";
import { moneyBeside, moneyLine, ratioBeside, wordsBeside } from "../second-line.ts";
import {
  cost,
  feeCost,
  marginUnits,
  packagingCost,
  returnCost,
  returns,
  ruledFee,
  ruledNet,
  billedNet,
  ruledPackaging,
  ruledReturned,
  ruledShipping,
  shippingCost,
} from "../../measures/index.ts";
import { total } from "./total.ts";

/** Version 1, CM1: net sales less the known cost of the units sold. */
export const untilCostRules: Formula = total({
  amount: contribution,
  n: counted,
  connected: sum(marginUnits),
  origin: contributionOrigin,
  coverage: costCoverage,
  beside: [
    wordsBeside("label", "CM1"),
    moneyBeside("netSales", netSales),
    moneyBeside("unitCost", sum(cost)),
    ratioBeside("costCoverage", costCoverage.part, costCoverage.whole),
  ],
});

/** Coverage: money sold and money returned of which every cost is known, of both. */
const ruled = total({
  amount: contributionAfterRules,
  n: counted,
  connected: sum(marginUnits),
  origin: contributionAfterRulesOrigin,
  coverage: { part: sum(ruledNet, ruledReturned), whole: moved },
  beside: [
    wordsBeside("label", "CM2"),
    moneyBeside("netSales", netSales),
    moneyBeside("unitCost", sum(cost)),
    moneyBeside("cm1", contribution),
    moneyBeside("fees", sum(feeCost)),
    moneyBeside("shippingCost", sum(shippingCost)),
    moneyBeside("packagingCost", sum(packagingCost)),
    moneyBeside("returnCost", sum(returnCost)),
    ratioBeside("costCoverage", costCoverage.part, costCoverage.whole),
    ratioBeside("feeCoverage", sum(ruledFee), netOfDiscounts),
    ratioBeside("shippingCoverage", sum(ruledShipping), netOfDiscounts),
    ratioBeside("labelCoverage", sum(billedNet), netOfDiscounts),
    ratioBeside("packagingCoverage", sum(ruledPackaging), netOfDiscounts),
    ratioBeside("returnCoverage", sum(ruledReturned), sum(returns)),
  ],
});

/** Version 2, CM2; CM3 beside where spend is known. */
export const byCostRules: Formula = {
  ...ruled,
  wishes: (when) => [...ruled.wishes(when), { query: spendOfPeriod, days: when.period }],
  evaluate(reading, when, companion) {
    const outcome = ruled.evaluate(reading, when, companion);
    const column = (name: string) => reading.column(spendOfPeriod, when.period, name);
    // Spend belongs to the shop and not to a part of it.
    if (typeof outcome.value === "string" || companion?.isPart || column("rows") === 0n) {
      return outcome;
    }
    const spent = column("amount");
    const cm3 = contributionAfterRules.of(reading, when.period) - spent;
    const more = { spend: moneyLine(spent), cm3: moneyLine(cm3) };
    return { ...outcome, beside: { ...outcome.beside, ...more } };
  },
};
