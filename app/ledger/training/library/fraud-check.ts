import type { LibraryManual } from "../manual.ts";

export const fraudCheck: LibraryManual = {
  id: "fraud-check",
  version: 1,
  title: "Checking an order for fraud",
  minutes: 7,
  text: `Goods that were sent on a stolen card are lost three times: the goods, the money and the fee. Most orders are honest, so check by signs, not by feelings.

## When to check
- The order's fraud analysis says medium or high
- The value is far above what you usually sell
- Something in the list below catches your eye

## Signs that count
- Card checks failed: security code or billing address do not match
- Billing and delivery country differ, and the network address is in a third one
- Several failed payments before the one that worked, or several cards
- Many units of one thing that is easy to sell on
- Express shipping to a parcel locker or a forwarding firm, for a new buyer
- An e-mail of random letters, a telephone number that does not exist

One sign is common. **Three together are a reason to stop.**

## Steps
1. Put the order on hold, so that nobody packs it. Do not take the money yet if your payments allow it.
2. Open the fraud analysis of the order and read each line, not only the colour.
3. Look at the buyer's earlier orders. Orders that were paid and kept are the best sign of all.
4. Count the signs above and write them on the order's timeline.
5. Two or fewer and the rest is sound: release the order.
6. Three or more: write to the buyer, friendly, and ask for **one** thing, such as a call back on the number given. Never ask for a picture of the card.
7. Wait a working day. A good answer: release. No answer or an odd one: cancel, refund, restock, reason "fraud".
8. Same day: note e-mail and delivery address where your shop keeps such notes, nowhere else.

## If something is wrong
- **The parcel is already on its way**: call the carrier and have it sent back. Then cancel.
- **The buyer is cross about the question**: thank them, explain that it protects their card. Honest buyers mostly understand.
- **You are not sure**: the person on duty decides. Never decide by name, language or country alone.`,
  questions: `? A new buyer orders a present: billing in France, delivery to Belgium, card checks passed, nothing else odd. What do you do?
+ Release it: one sign alone is common
- Cancel it
- Ask for a picture of the card
= Presents go to other addresses every day. One sign is no reason to stop, and a picture of a card is never asked for.

? Five units of the dearest phone, four failed cards before, express to a parcel locker. What first?
- Pack it quickly, it is express
+ Put it on hold so that nobody packs it
- Cancel it without a word
= Three signs: stop the parcel first. Then ask one question, then decide.

? What speaks most for an order?
- A friendly note
- A high value
+ Earlier orders of this buyer that were paid and kept
= A history cannot be made up quickly. A note can.`,
};
