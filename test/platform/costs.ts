// What the made-up shop pays for each order beside its goods, as a merchant would write it into a file.

/** @param from the first day that the rules hold on */
export const costRulesFile = (from: string): string =>
  [
    "rule,applies_to,valid_from,percent,per_order,per_line,per_unit,per_kg,currency",
    `fee,shopify_payments,${from},1.9,0.25,,,,EUR`,
    `fee,paypal,${from},2.49,0.35,,,,EUR`,
    `fee,gift_card + shopify_payments,${from},1.9,0.25,,,,EUR`,
    `fee,cash,${from},,0,,,,EUR`,
    `fee,marketplace,${from},8,,,,,EUR`,
    `shipping,DE,${from},,3.10,,,0.35,EUR`,
    `shipping,,${from},,5.90,,,0.90,EUR`,
    `packaging,,${from},,0.35,,0.08,,EUR`,
    `return,,${from},,2.80,,0.30,,EUR`,
    "",
  ].join("\n");
