import type { LibraryManual } from "../manual.ts";

export const stockCount: LibraryManual = {
  id: "stock-count",
  version: 1,
  title: "Counting stock",
  minutes: 6,
  text: `Stock that is wrong in the system sells what is not there and hides what is. Count a small part each week rather than everything once a year.

## Before you start
- Choose one shelf or one product type; at most an hour of work
- Choose a quiet time; put returns and deliveries away first
- Print or open the list **without** the expected numbers: who knows the number finds it

## Steps
1. Write down place, day and time. From now on nothing leaves or enters this shelf without being noted.
2. Go from left to right, top to bottom. Touch every unit. Count in piles of ten.
3. Compare the SKU on the label with the list. Things in the wrong place go to a box "wrong place", not quietly back.
4. Write the number for each SKU. **0 is a number**: write it where nothing is there.
5. Set units aside that are damaged or out of date. They are not stock.
6. Let a second person count every line that you were unsure of, and one line in ten at random.
7. Only now look at the expected numbers. Count again wherever the difference is more than two units or more than 5 %.
8. Look for the reason before you correct: an order packed but not yet fulfilled, a return not entered, a delivery entered twice, goods at another place.
9. Enter the counted number in the system as **on hand**, with the reason "count". Do it the same day.
10. Note differences and reasons. The same reason three times is a job for the whole team.

## If something is wrong
- **An order came in during the count**: take its units as still there if they lay on the shelf at your start time.
- **A whole box is missing**: do not correct it at once. Ask who moved it; look at the other place first.
- **The number is higher than expected**: that is an error as well. Somebody may wait for those units.`,
  questions: `? Why does the list not show the expected numbers?
- To save paper
+ Because people tend to find the number they expect
- Because the numbers change all the time
= Counting blind is the only count that can find a mistake.

? A shelf is empty. What do you write?
- Nothing, there is nothing to count
+ 0
- A question mark
= A line without a number was not counted. 0 was counted.

? The system says 24, you count 20 twice. What comes before the correction?
+ Looking for the reason: packed orders, returns, other places
- Correcting to 20 at once
- Correcting to 22, the middle
= Four units may stand packed by the door. Corrected at once, they would be missing a second time when the order is fulfilled.`,
};
