import { expect, test } from "vitest";
import { gatewayOf } from "../../../app/ledger/cost-rule.ts";
import { costRules } from "../../../app/ingest/sources/cost-rules.ts";
import { scopeOf, takeFile } from "./read.ts";

const header = "rule,applies_to,valid_from,percent,per_order,per_line,per_unit,per_kg,currency";
const take = (...rows: string[]) => takeFile(costRules, [header, ...rows].join("\n"), scopeOf());

test("each kind of rule is read, amounts in minor units", () => {
  const { facts, problems } = take(
    "fee,Shopify Payments,2026-01-01,2.9,0.305,,,,USD",
    "shipping,us-ca de AT,2026-01-01,,4.90,0.10,0.2,1.10,",
    "packaging,,,,0,,,,",
    "return,DE,2026-02-01,,3,,0.5,,",
  );
  expect(problems).toEqual([]);
  expect(facts).toMatchObject([
    { cost: "fee", match: "shopify_payments", percent: "2.9", perOrder: "30.5" },
    {
      cost: "shipping",
      match: "AT DE US-CA",
      perOrder: "490",
      perLine: "10",
      perUnit: "20",
      perKg: "110",
    },
    // Nothing is 0 and not unknown; without a day it holds from the day of the import on.
    { cost: "packaging", match: "", validFrom: "2026-05-04", perOrder: "0", percent: "0" },
    { cost: "return", match: "DE", validFrom: "2026-02-01", perOrder: "300", perUnit: "50" },
  ]);
});

test("what cannot be a rule says what it got, what was expected and what to do", () => {
  const { facts, problems } = take(
    "postage,,2026-01-01,,1,,,,",
    "fee,paypal,2026-01-01,290,,,,,",
    "fee,paypal,2026-01-01,2.9,,,0.10,,",
    "shipping,Narnia,2026-01-01,,1,,,,",
    "shipping,DE,01/02/2026,,1,,,,",
    "packaging,,2026-01-01,,,,,,",
    "packaging,,2026-01-01,,1,,,,EUR",
    'packaging,,2026-01-01,,"1,50",,,,',
    "packaging,,2026-01-01,,-1,,,,",
    "fee,,2026-01-01,2.90001,,,,,",
  );
  expect(facts).toEqual([]);
  expect(problems.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    '2 rule: got "postage", expected one of fee, shipping, packaging, return; write one of them',
    '3 percent: got "290", expected at most 100; write 2.9 for 2.9%',
    '4 per_unit: got "0.10", expected only percent, per_order for fee; empty the cell',
    '5 applies_to: got "NARNIA", expected ISO places such as DE or US-CA; correct it',
    '6 valid_from: got "01/02/2026", expected a day such as 2026-01-31; write year, month and day',
    "7 per_order: got no amount, expected at least one; write 0 where it costs nothing; leave the row out where you do not know",
    '8 currency: got "EUR", expected USD; convert the amounts to the shop\'s currency',
    '9 per_order: got "1,50", expected an amount such as 1234.50; write it without thousands separators, currency sign or words',
    '10 per_order: got "-1", expected an amount such as 1234.50, not below 0; take the minus away',
    '11 percent: got "2.90001", expected at most 4 digits after the point; round it',
  ]);
});

test("a gateway is one whichever door tells it, and several are told in any order", () => {
  expect(gatewayOf(["shopify_payments"])).toBe(gatewayOf(["Shopify Payments"]));
  expect(gatewayOf(["paypal", "gift_card"])).toBe("gift_card + paypal");
  expect(gatewayOf(["Gift Card + PayPal"])).toBe("gift_card + paypal");
  expect(gatewayOf([" ", ""])).toBeNull();
});

test("a rule may name one of the shop's locations; another is told", () => {
  const { facts, problems } = takeFile(
    costRules,
    "rule,location,applies_to,per_order\nfee,Till,,0.10\nshipping,,DE,4\npackaging,Attic,,1\n",
    scopeOf(),
  );
  expect(facts).toMatchObject([
    { cost: "fee", location: "L1", match: "", perOrder: "10" },
    { cost: "shipping", location: "", match: "DE" },
  ]);
  expect(problems).toEqual([
    {
      line: 4,
      reason:
        'location: got "Attic", expected the name or id of one location of the shop; write it as Shopify has it',
    },
  ]);
});
