import type { LibraryManual } from "../manual.ts";

export const campaignChecklist: LibraryManual = {
  id: "campaign-checklist",
  version: 1,
  title: "Before a campaign goes out",
  minutes: 7,
  text: `A campaign is sent once and read by everybody. Ten minutes with this list are cheaper than one mail with "sorry" in its subject.

## Steps
1. Write down in one sentence **what it is to bring**: "40 orders of the new teapot by Sunday". Without a number nobody can say afterwards whether it worked.
2. Goods: is there stock for what you expect, twice over? If not, fewer people or a smaller promise.
3. Price: is the price before the offer one that you really asked for? Many countries require the lowest of the last 30 days.
4. Code: enter the discount code and put through a test cart: right amount, right products, right end day and hour **in the shop's time zone**, can it be used twice, can it be added to others?
5. Margin: price less discount, cost, shipping and fee. If nothing is left, say so before, not after.
6. Links: tag each link with source, medium and campaign, the same spelling as last time. Click every one on a phone.
7. Text: subject and first line say the same as the page behind the link. Name, price and end day are right everywhere.
8. People: only those who agreed to receive mail, without those who bought it last week. Is the unsubscribe link there and does it work?
9. Send a test to yourself and to somebody who did not work on it. Read it aloud. Open it without pictures.
10. Tell the team: what, from when to when, which code, what to answer when somebody missed it.
11. Send. Look after one hour: orders, code used, complaints.
12. Two days after the end: spend and orders entered, the sentence of step 1 answered with a number, one thing to do differently.

## If something is wrong
- **Wrong price or dead link after sending**: mend the page at once so that the promise holds, then decide about a second mail. Mostly none is needed.
- **It sells out**: take the ads off within the hour, put a date or "tell me" on the page.
- **The code was leaked**: end it, make a new one, honour orders that are in.`,
  questions: `? The offer ends "Sunday midnight". What do you check on the code?
- Nothing, the system knows
+ End day and hour in the shop's time zone, by a test cart
- That the code is easy to remember
= A code that ends at midnight of another zone ends in the afternoon for your buyers.

? Why is a number written down before the campaign?
+ Otherwise any result looks like a success afterwards
- The platform asks for it
- To set the price
= A number written before is a target. One found afterwards is an excuse.

? You notice the wrong price in a mail that is already out: 19 instead of 29. What first?
- A second mail that says sorry
- Cancelling the orders that came in
+ Making the page keep the promise, then deciding with the person on duty
= Buyers act on what they read. A price that holds costs less than trust that does not.`,
};
