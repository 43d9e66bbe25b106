import type { LibraryManual } from "../manual.ts";

export const packing: LibraryManual = {
  id: "packing",
  version: 1,
  title: "Packing an order",
  minutes: 6,
  text: `A parcel that arrives whole, complete and on time needs no second parcel. Pack one order at a time, from its own slip.

## What you need
- The packing slip, printed or on the screen
- Boxes in three sizes, paper for filling, tape, a scale, labels

## Steps
1. Take the **oldest** paid order that is not held. Oldest first keeps the ship promise.
2. Read the whole slip first: number of lines, units of each line, notes, gift message.
3. Fetch the goods and tick each line on the slip. Compare the **SKU**, not the picture: variants look alike.
4. Look at each unit: right size and colour, nothing open, nothing broken, date still good.
5. Choose the smallest box that leaves a thumb's width on every side. Heavy things go to the bottom, liquids upright in a bag of their own.
6. Fill every gap. Close the box and shake it: if you hear or feel something move, fill again.
7. Put in the slip and what was promised: gift card, return note, sample. Take prices out of a gift.
8. Tape the middle seam and both edges. Weigh the parcel: a weight that is far from the expected one means that something is missing or too much.
9. Print the label, check that the **name and postcode** on it are those of the slip, stick it flat on the largest side.
10. Mark the order as fulfilled with the tracking number at once. Only then take the next one.

## If something is wrong
- **A unit is missing or damaged**: do not send a part without asking. Put the slip on the shelf "waits", write why, tell the person on duty.
- **The address looks incomplete** (no house number, no postcode): hold the order and write to the buyer.
- **You find you mixed up two parcels**: stop, open both, check both against their slips. Ten minutes now save two returns.`,
  questions: `? Two orders wait: one from yesterday morning, one from an hour ago with express shipping on its slip. The express van comes this evening. What do you take first?
- The express order, because it is express
+ Yesterday's order, then the express order, which still goes out this evening
- Whichever is smaller
= Both go out today. The oldest first keeps the promise to everyone; express has priority only where it would miss its van.

? The weight of the closed parcel is 400 g less than usual for these goods. What do you do?
- Send it: scales are never exact
- Add filling until the weight fits
+ Open it and check every line against the slip again
= 400 g is a missing unit until you have seen that it is not. Opening costs a minute, a second parcel costs a day.

? When is the order marked as fulfilled?
+ Right after the label is on, with the tracking number, before the next order
- At the end of the day, all together
- When the van has taken the parcel
= The buyer gets the tracking number at once, and nobody packs the same order twice.`,
};
