import type { ActionFunctionArgs } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { z } from "zod";
import { inShop } from "../db.server.ts";
import { addReader, stopReader } from "../ledger/digests.server.ts";
import { readPeople } from "../ledger/training/people.ts";
import { ensurePerson, listStaff, mostStaff } from "../ledger/training/staff.server.ts";
import { openPage } from "../page.server.ts";
import type { ReadersAnswer } from "../panels/digest-readers.tsx";
import { outlive } from "../panels/outlive.ts";

const Wish = z.union([
  z.object({ people: z.string().max(10_000) }),
  z.object({ stop: z.string().max(40) }),
]);

/** `POST /app/digest/readers` {people} adds who is named with an e-mail, {stop} ends one's letters. */
export async function action({ request }: ActionFunctionArgs): Promise<ReadersAnswer> {
  const { db, shop, asOf } = await openPage(request);
  const wish = Wish.safeParse(await request.json().catch(() => null));
  if (!wish.success)
    throw new Response("got no wish, expected {people} or {stop}", { status: 400 });
  const given = wish.data;
  return inShop(db, shop.id, async (client): Promise<ReadersAnswer> => {
    if ("stop" in given) {
      await stopReader(client, shop, given.stop, asOf);
      return { done: true };
    }
    const read = readPeople(given.people);
    if ("wrong" in read) return { error: read.wrong };
    if (read.people.length === 0) return { error: "got nobody, expected an e-mail" };
    // Everything is looked at before anybody is written.
    const staff = await listStaff(client, shop);
    const isReachable = (named: string) =>
      staff.some(({ name, email }) => email !== null && name.toLowerCase() === named.toLowerCase());
    const mute = read.people.find(({ name, email }) => email === null && !isReachable(name));
    if (mute) {
      return {
        error: `got "${mute.name}" without an e-mail, expected ${mute.name} <ann@shop.com>`,
      };
    }
    if (staff.length + read.people.length > mostStaff) {
      return { error: `got more than ${mostStaff} people: remove somebody first` };
    }
    for (const one of read.people) {
      const person = await ensurePerson(client, shop, one, asOf);
      if (person) await addReader(client, shop, person.id, asOf);
    }
    return { done: true };
  });
}

/** A moment without network must not take the page away. */
export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return outlive<ReadersAnswer>(serverAction, { failed: true });
}
