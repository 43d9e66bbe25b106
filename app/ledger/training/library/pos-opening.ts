import type { LibraryManual } from "../manual.ts";

export const posOpening: LibraryManual = {
  id: "pos-opening",
  version: 1,
  title: "Opening the store and the till",
  minutes: 5,
  text: `A store that opens on time with a till that is right has a calm day. Be there twenty minutes before.

## Steps
1. Walk once round before you switch anything on: doors, windows, water, anything lying about. If something looks broken open, stay outside and call.
2. Alarm off, lights on, heating or air as the list says.
3. Switch on till, card reader, printer and scanner. Sign in with **your own** PIN: sales of the day are booked on whoever is signed in.
4. Check the right **location** is chosen on the till. The wrong one sells another store's stock.
5. Count the cash float with nobody else at the drawer. Coins first, then notes. Enter the amount and start the session.
6. Is it not the amount of last night's slip? Count once more, then enter what is **there** and write the difference on the slip. Never make it up from your own pocket.
7. Card reader: is it charged, online, and showing the amount of a test sale? Cancel the test sale.
8. Paper in the printer, a spare roll under the counter. Bags, pens, gift wrap.
9. Look at today's list: orders to be collected, deliveries, who works until when, what is on offer. Check one price on offer against the label on the shelf.
10. Sweep the entrance, face the shelves, door open on the minute.

## If something is wrong
- **The till is offline**: note time and sales on paper, take cash only if the rules of your store allow it, enter everything as soon as it is back.
- **The card reader does not connect**: restart reader, then till. After ten minutes put the sign "cash only today" on the door, not on the counter.
- **No float in the drawer**: do not open the till. Call the person who closed last night.`,
  questions: `? You count 148.00, last night's slip says 150.00. What do you enter?
- 150.00, so that it fits
+ 148.00, with the difference on the slip
- 150.00, and you add 2.00 of your own
= What is there is entered. Only so can anyone find out where differences come from.

? Why do you sign in with your own PIN?
- The till is faster then
+ Sales and changes are booked on whoever is signed in
- The colleague may be late
= If something is not right, it protects you as well as the store.

? Which of these sells the wrong store's stock?
- An empty printer
- A price on offer that is not on the label
+ The wrong location chosen on the till
= The location says whose shelf the unit leaves. Stock is wrong in two stores at once then.`,
};
