// Marketing, cost rules, people of the shop and what is gone, from their exported tables.
import { z } from "zod";
import { isCostKind, type CostKind } from "../../ledger/cost-rule.ts";
import { marketingChannels, type MarketingChannel } from "../../ledger/marketing-channel.ts";
import * as cell from "./cells.ts";
import { table } from "./table.ts";

const { text, maybeText, instant, maybeInstant, int, whole, day, decimal } = cell;
const channel = z.enum(marketingChannels as readonly [MarketingChannel, ...MarketingChannel[]]);
const touch = (name: MarketingChannel, campaign: string | null) => ({ channel: name, campaign });

export const spend = table({
  table: "spend",
  row: z.object({
    platform: z.enum(["google-ads", "meta-ads", "tiktok-ads", "microsoft-ads", "file"]),
    ...{ day, channel, campaign: text, name: text, currency: text, original: whole },
    ...{ rate: cell.maybeDecimal, told_at: instant },
  }),
  facts: ({ told_at: toldAt, ...row }) => [{ kind: "spend", ...row, toldAt }],
});

export const rates = table({
  table: "currency_rate",
  row: z.object({ currency: text, day, rate: decimal, told_at: instant }),
  facts: ({ told_at: toldAt, ...row }) => [{ kind: "rate", ...row, toldAt }],
});

export const touches = table({
  table: "order_touch",
  row: z.object({
    grade: z.enum(["1", "2", "3"]).transform((digit) => Number(digit) as 1 | 2 | 3),
    ...{ order_id: text, hash: text, first_channel: channel, first_campaign: maybeText },
    ...{ last_channel: channel, last_campaign: maybeText },
  }),
  facts: (row) => [
    {
      kind: "order-touch",
      ...{ orderId: row.order_id, grade: row.grade, hash: row.hash },
      first: touch(row.first_channel, row.first_campaign),
      last: touch(row.last_channel, row.last_campaign),
    },
  ],
});

export const costRules = table({
  table: "cost_rule",
  row: z.object({
    kind: text.refine(isCostKind, "expected a kind of cost").transform((kind) => kind as CostKind),
    ...{ match: text, location: text.default(""), valid_from: day, percent: decimal },
    ...{ per_order: decimal, per_line: decimal },
    ...{ per_unit: decimal, per_kg: decimal, told_at: instant },
  }),
  facts: (row) => [
    {
      kind: "cost-rule",
      ...{ cost: row.kind, match: row.match, location: row.location, validFrom: row.valid_from },
      percent: row.percent,
      ...{ perOrder: row.per_order, perLine: row.per_line, perUnit: row.per_unit },
      ...{ perKg: row.per_kg, toldAt: row.told_at },
    },
  ],
});

/** Earlier releases wrote tracking numbers into the keys of labels. */
const namesNoParcel = (label: string) => !label.startsWith("[");
const olderLabel = "expected no tracking number in it; export again with this release";

export const labelCosts = table({
  table: "label_cost",
  row: z.object({
    ...{ order_ref: text, label: text.refine(namesNoParcel, olderLabel), day, carrier: maybeText },
    ...{ amount: decimal, told_at: instant, parcel_key: cell.maybeWhole },
  }),
  facts: ({ order_ref: orderRef, told_at: toldAt, parcel_key: key, ...row }) => [
    {
      ...{ kind: "label-cost", orderRef, ...row, tracking: null, toldAt },
      ...(key === null ? {} : { parcelKey: key }),
    },
  ],
});

export const assignments = table({
  table: "assignment",
  row: z.object({
    ...{ id: text, person: text, manual: text, version: int, assigned_at: instant },
    ...{ due_day: day.nullish(), passed_at: maybeInstant, withdrawn_at: maybeInstant, tries: int },
  }),
  facts: (row) => [
    {
      kind: "assignment",
      ...{ id: row.id, person: row.person, manual: row.manual, version: row.version },
      ...{ assignedAt: row.assigned_at, dueDay: row.due_day ?? null, tries: row.tries },
      ...{ passedAt: row.passed_at, withdrawnAt: row.withdrawn_at },
    },
  ],
});

export const visits = table({
  table: "visit",
  row: z.object({ what: z.enum(["scorecard", "recommendations"]), who: text, day }),
  facts: (row) => [{ kind: "visit", ...row }],
});

const deletable = ["order", "product", "customer", "inventory-item", "stock-level"] as const;

export const tombstones = table({
  table: "tombstone",
  row: z.object({ kind: text, id: text, at: instant }),
  facts: ({ kind, id, at }) => {
    const what = deletable.find((known) => known === kind);
    // The others belong to orders and people that the export names no more.
    return what ? [{ kind: "deleted", what, id, at }] : [];
  },
});

export const aliases = table({
  table: "customer_alias",
  row: z.object({ from_id: text, to_id: text }),
  facts: (row) => [{ kind: "customer-merge", fromId: row.from_id, toId: row.to_id }],
});
