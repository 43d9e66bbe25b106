import type { LibraryManual } from "../manual.ts";

export const posClosing: LibraryManual = {
  id: "pos-closing",
  version: 1,
  title: "Closing the store and the till",
  minutes: 5,
  text: `Whoever closes well gives tomorrow's team a good morning. Start half an hour before, without making anyone feel they should leave.

## Steps
1. Half an hour before: empty changing rooms, put goods back, take deliveries off the floor.
2. Serve everybody who is inside. At closing time lock the door, not the sale.
3. Finish or park every open cart on the till. An open cart keeps the session from closing.
4. Count the cash with the door locked and, if two are there, with two. Count the float first and put it aside; what is left is the day's cash.
5. Enter the **counted** cash before you look at the expected amount.
6. A difference? Count once more, look through the day's cash refunds and paid-outs. Still there: write it on the slip with what you know. Small differences happen; hidden ones grow.
7. Compare the card total of the reader with the till. A sale on the reader that is not on the till was perhaps never booked: write it down.
8. End the session and print or send the report. Day's cash in the bag with the slip, bag in the safe.
9. Goods put aside and not collected: note them, keep or release them as the rules say.
10. Reader and scanner on the charger, till signed out.
11. Windows, back door, taps, lights, alarm. Pull the door once after locking.

## If something is wrong
- **The difference is larger than your store's limit**: tell the person on duty the same evening, by telephone.
- **A sale was booked twice**: refund one of the two with the reason "booked twice", while the receipt is at hand.
- **The alarm does not arm**: do not leave. It names the window or the door; look there first.`,
  questions: `? In which order?
+ Count the cash, enter it, then look at what is expected
- Look at what is expected, then count
- Enter what is expected, count tomorrow
= As with stock: who knows the number finds it. Counting comes first.

? The till is 5.00 short and you find no reason. What do you do?
- Put in 5.00
- Leave it out of the report
+ Write the difference on the slip with what you know
= Differences that are written down show a pattern. Mended ones hide it.

? The card reader shows one sale more than the till. What may have happened?
+ A card was charged without the sale being booked
- Nothing, the two never agree
- A buyer paid in cash
= Then stock is too high by that unit, and the buyer may want a receipt. Write down time and amount.`,
};
