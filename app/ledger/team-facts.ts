// What people of the shop learn, and that they use the app: the facts of learning and growth.
import type { Day } from "./day.ts";

/**
 * Somebody is to learn a manual by a day. Told again with more known: the first pass and the first
 * withdrawal stay, whichever copy comes first.
 */
export type AssignmentFact = {
  kind: "assignment";
  id: string;
  /** Of the table staff: a name never stands in a fact. "" of version 0. */
  person: string;
  manual: string;
  /** 0: learnt before there was a manual. It is no assignment but what others are held against. */
  version: number;
  assignedAt: Date;
  /** The last day that is in time; null of version 0. */
  dueDay: Day | null;
  /** When all questions of the check were right. */
  passedAt: Date | null;
  withdrawnAt: Date | null;
  /** Times the check was handed in. */
  tries: number;
};

/** Somebody, or a program, used a part of the app on a day of the shop. */
export type VisitFact = {
  kind: "visit";
  what: "scorecard" | "recommendations";
  /** Shopify's user id, or the access key's. */
  who: string;
  day: Day;
};
