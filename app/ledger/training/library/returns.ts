import type { LibraryManual } from "../manual.ts";

export const returns: LibraryManual = {
  id: "returns",
  version: 1,
  title: "Taking a return",
  minutes: 6,
  text: `A return that is quick and fair brings many buyers back. Goods first, money second, reason always.

## What you need
- The order, found by its number or the buyer's e-mail
- The return rules of the shop: how many days, which goods are left out
- A place for goods that wait to be looked at

## Steps
1. Find the order. No number in the parcel? Search by name and postcode. Never guess.
2. Check the rules: the days since delivery, and whether the goods may come back (opened cosmetics, cut fabric and personal items often may not).
3. Count what came back and compare it with what was announced. Write the difference down before anything is moved.
4. Look at each unit and put it in one of three places: **as new** (back to stock), **usable** (second choice), **broken** (take a photo, then dispose).
5. Ask or read the **reason** and choose it from the list: too small, too large, not as described, damaged on the way, changed mind, wrong item sent. "Other" only when none fits.
6. Enter the return on the order, line by line. Tick "restock" only for units that are as new.
7. Refund what the rules say: price paid after discounts, not the list price. Shipping to the buyer goes back only if the mistake was ours or the law asks for it.
8. Send the buyer one short message: what came in, how much goes back, by which way, how many days the bank takes.
9. Put the units away at once. A return that lies on the table is stock that nobody can buy.

## If something is wrong
- **Something is missing or worn**: do not refund yet. Photo, friendly message, ask what happened.
- **The wrong item was sent by us**: refund or replace at once, pay the way back, and tell packing which two items were mixed up.
- **The same buyer returns nearly everything**: do not comment to the buyer. Tell the person on duty, who decides.`,
  questions: `? A buyer paid 40.00 for a shirt that cost 50.00 before a discount. The shirt comes back as new. How much goes back?
- 50.00
+ 40.00
- 45.00
= The refund is what was paid. Anything else makes the sales of the shop wrong as well.

? A shoe comes back with scratched soles. Where does it go and what do you tick?
- Back to stock, "restock" ticked
+ Second choice, "restock" not ticked
- In the bin, "restock" ticked
= "Restock" says that the next buyer can have it as new. Scratched soles are not new.

? Why is "other" the last reason to choose?
- It takes longer to type
- Buyers do not like it
+ Reasons show what to mend: sizes, pictures or packing
= Ten returns with "too small" change a size table. Ten with "other" change nothing.`,
};
