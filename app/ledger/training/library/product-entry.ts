import type { LibraryManual } from "../manual.ts";

export const productEntry: LibraryManual = {
  id: "product-entry",
  version: 1,
  title: "Entering a product",
  minutes: 8,
  text: `A product page answers what a buyer would ask in the shop. What it does not answer comes back as a message or a return.

## What you need
- The goods in your hand, a tape measure, a scale
- Purchase price, selling price, tax class, supplier
- At least three pictures: whole, detail, in use

## Steps
1. Search first, by name and by barcode. If it is there already, change that one: two pages for one thing split its sales and its stock.
2. Title: **what it is, then what makes it different**. "Linen shirt, long sleeve, loose cut", not "Summer dream". No capitals, no "new".
3. First sentence of the description: who it is for and what it does. Then size, weight, material, care, what is in the box. Measure yourself; do not copy from the supplier unread.
4. Variants: one option for each choice (size, colour), the same spelling as on other products. "Navy" and "navy blue" are two colours to a filter.
5. **SKU** for every variant, by the pattern of the shop. No SKU twice, no spaces.
6. Barcode from the goods, scanned, not typed.
7. Price with tax as the shop shows it. Fill "cost per item" with the purchase price without tax: margins are only as good as this field.
8. Weight with packing, and whether it needs shipping. A wrong weight is a wrong shipping price.
9. Stock: switch tracking on, enter what you counted for each place. Allow sales below zero only for goods made on demand.
10. Pictures: square, light background, sharp at full size. Write for each what is to be seen; people who cannot see the picture hear it.
11. Type, vendor and tags from the lists in use. Save as **draft**.
12. Open the page on a phone and read it aloud. Put one in the cart. Then set it to active.

## If something is wrong
- **No purchase price yet**: leave the cost empty rather than 0. Empty means unknown, 0 means it was free.
- **The supplier's picture shows something else**: take your own or wait. A wrong picture is a sure return.`,
  questions: `? You do not know yet what a lamp cost you. What goes into "cost per item"?
- 0
+ Nothing
- The selling price
= 0 would say the lamp was free and make the margin look wonderful. Empty says that it is not known.

? A colour is called "Navy" on all other products. The supplier writes "navy blue". What do you enter?
+ Navy
- navy blue
- Both, as two variants
= Filters and reports know only the spelling. One colour, one word.

? Why is the product saved as a draft first?
- The shop would be too slow otherwise
+ So that it can be read on a phone and put in a cart before buyers see it
- Because stock cannot be entered later
= The two minutes on the phone find the missing size and the picture that does not load.`,
};
