import type { LibraryManual } from "../manual.ts";

export const replyTone: LibraryManual = {
  id: "reply-tone",
  version: 1,
  title: "Answering buyers: tone and order",
  minutes: 6,
  text: `A buyer who writes has stopped what they were doing. Answer the question first, then everything else, in words you would use across a counter.

## Steps
1. Read the message to its end, then the order: what was bought, when it was sent, what was written before.
2. Decide what the person needs: a **fact** (where is it), a **deed** (change, refund) or **to be heard** (something went wrong).
3. Do the deed before you write, if you can. "It is done" is better than "we will".
4. First line: the answer. "Your parcel left on Tuesday and is due tomorrow."
5. If we made a mistake: say so in one plain sentence, say sorry **once**, say what happens now. No reasons that blame others, not even the carrier.
6. Say what comes next, who does it and by when. Only what you can keep.
7. Use the person's name, short sentences, no abbreviations, no "as already mentioned", no exclamation marks.
8. Read it once as if you were annoyed. Take out whatever would annoy you more.
9. Send, then note on the order what was promised and by when.

## An order for hard messages
1. What I understood: "The jug arrived broken, and it was a present."
2. What I am sorry for, once.
3. What I have done: "A new one leaves today by express."
4. What you need to do, if anything: "Please keep the broken one until Friday for the carrier."

## If something is wrong
- **Insults**: answer the matter, not the tone. If there are threats, stop and tell the person on duty.
- **You do not know**: say until when you will know, then write by then even if the answer is not there yet.
- **Somebody asks for another person's order**: never tell anything about it, not even whether it exists.`,
  questions: `? "Where is my parcel? It was promised for yesterday!" The tracking says it comes today. What is your first line?
- "Thank you for your message and your patience."
- "Unfortunately the carrier is often late in this season."
+ "Your parcel is on the van and comes today; it is a day late, and we are sorry."
= The fact comes first, the mistake is named, the apology is said once and nobody else is blamed.

? You cannot say today whether the part is still made. What do you write?
- Nothing until you know
+ "I will have an answer by Thursday noon", and on Thursday you write, whatever you know
- "We will get back to you as soon as possible"
= A day that is kept calms, even without an answer. "As soon as possible" makes the next message come sooner.

? A man asks whether his wife's order has been sent; he knows the order number. What do you tell him?
+ Nothing about the order: she can ask herself
- Only whether it was sent
- Everything, he knows the number
= An order belongs to the person who placed it. It may be a present, or worse.`,
};
