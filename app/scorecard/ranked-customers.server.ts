// Who comes first in the list of a period's customers, kept until a day that could change it is counted: a
// year's orders take more than a second to rank, whatever the list shows of them.
import { createHash } from "node:crypto";
import type { Client, Db } from "../db.server.ts";
import { addDays, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { shareLedger } from "../ledger/lock.server.ts";
import { goneCustomers, namesPeople } from "../ledger/redact.server.ts";
import { boughtSql, customerSorts, listOf, rankCustomers } from "./customers.server.ts";
import type { CustomerList, CustomerSort, Rank } from "./customers.server.ts";
import { pageSize, type Direction, type ListWish, type Place } from "./lists.ts";
import type { Question } from "./questions.server.ts";
import { answerAll } from "./snapshots.server.ts";

/** Rows of so many pages are kept; who turns further has the orders ranked again. */
const keptRows = 20 * pageSize;
const directions: readonly Direction[] = ["descending", "ascending"];

/** Other SQL, other name. */
const wording = createHash("sha256")
  .update(`${customerSorts.map(boughtSql).join(" ")} ${keptRows}`)
  .digest("hex")
  .slice(0, 12);

type Order = { sort: CustomerSort; direction: Direction };
const nameOf = ({ sort, direction }: Order) => [namesPeople, sort, direction, wording].join(" ");

/** What goes back later changes what an order left. */
function questionOf(order: Order, period: Period, today: Day): Question {
  const tomorrow = addDays(today, 1);
  const reach = { from: period.from, to: period.to > tomorrow ? period.to : tomorrow };
  return {
    ...{ name: nameOf(order), days: period, reach, query: null, measures: [] },
    async ask(client, shop) {
      const wish = { ...order, period, after: null };
      const rank = () => rankCustomers(client, shop, wish, keptRows);
      const { rows, customers, guestOrders } = await sinceForgotten(client, shop, rank);
      return {
        rows: JSON.stringify(rows.map(({ id, value }) => [id, value])),
        customers: String(customers),
        guestOrders: String(guestOrders),
      };
    },
  };
}

/**
 * What is read of people and then kept holds nobody who was forgotten in between: from here to the end of
 * the transaction a redaction waits, and then deletes what was kept.
 */
async function sinceForgotten<T>(
  client: Client,
  shop: ShopContext,
  read: () => Promise<T>,
): Promise<T> {
  const before = await goneCustomers(client, shop);
  const found = await read();
  await shareLedger(client, shop.id);
  return (await goneCustomers(client, shop)) === before ? found : read();
}

/** The questions behind some names of kept answers, of a period; other names are left out. */
export function rankQuestions(names: readonly string[], period: Period, today: Day): Question[] {
  return customerSorts.flatMap((sort) =>
    directions
      .filter((direction) => names.includes(nameOf({ sort, direction })))
      .map((direction) => questionOf({ sort, direction }, period, today)),
  );
}

/** Whether a row of the list comes after a place, as `keyset` orders them. */
function isAfter(row: Place, place: Place, direction: Direction): boolean {
  const sign = direction === "descending" ? -1 : 1;
  const order =
    row.value === place.value
      ? Buffer.compare(Buffer.from(row.id), Buffer.from(place.id))
      : row.value > place.value
        ? 1
        : -1;
  return order * sign > 0;
}

type KeptWish = ListWish<CustomerSort> & { asOf: Date; today: Day };

/**
 * As `customerList`. Where ranking takes long the order may be as of an instant before, and no row's own
 * figures: `staleSince`, time for refreshSnapshots; null: of now.
 */
export function keptCustomerList(
  db: Db,
  shop: ShopContext,
  wish: KeptWish,
): Promise<CustomerList & { staleSince: Date | null }> {
  return listOf(db, shop, wish, (client) => keptRank(client, shop, wish));
}

/** A page of the list and the row behind it. */
async function keptRank(
  client: Client,
  shop: ShopContext,
  { asOf, today, ...wish }: KeptWish,
): Promise<Rank & { staleSince: Date | null }> {
  const { direction, after } = wish;
  const questions = [questionOf(wish, wish.period, today)];
  const asked = { questions, mayBeStale: true, now: asOf };
  const [{ answer, staleSince }] = (await answerAll(client, shop, asked)) as [
    Awaited<ReturnType<typeof answerAll>>[number],
  ];
  const all = (JSON.parse(answer["rows"] ?? "[]") as [id: string, value: string][]).map(
    ([id, value]) => ({ id, value }),
  );
  const from = after
    ? all.findIndex(({ id, value }) => isAfter({ id, value: BigInt(value) }, after, direction))
    : 0;
  const rows = from < 0 ? [] : all.slice(from, from + pageSize + 1);
  if (rows.length <= pageSize && all.length >= keptRows) {
    return { ...(await rankCustomers(client, shop, wish, pageSize + 1)), staleSince: null };
  }
  const [customers, guestOrders] = [Number(answer["customers"]), Number(answer["guestOrders"])];
  return { rows, customers, guestOrders, staleSince };
}
