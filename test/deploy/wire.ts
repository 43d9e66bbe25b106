// A thread that speaks with a Postgres for one who cannot wait for sockets: bytes go out, and once the
// server has said all it has to say to them, what it said comes back and the other is woken.
// https://www.postgresql.org/docs/current/protocol-message-formats.html
import { connect } from "node:net";
import { workerData, type MessagePort } from "node:worker_threads";

export type Wire = { host: string; port: number; bytes: MessagePort; answered: Int32Array };

const { host, port, bytes, answered } = workerData as Wire;
const socket = connect(port, host);
let asked = Buffer.alloc(0);
let said: Buffer[] = [];
/** How much of the first message of what was said is still missing is known from its length. */
let rest = Buffer.alloc(0);
let isStarted = false;
let isWaiting = false;

/** Query, Sync, and answers to a question for a password. */
const awaited = new Set("QSp");
/** Authentication that asks nothing back: Ok, and the last word of SASL. */
const unasking = new Set([0, 12]);

/** Whether a whole message that the server answers is among what was asked. */
function asks(more: Uint8Array): boolean {
  asked = Buffer.concat([asked, more]);
  let found = false;
  for (;;) {
    // The first message, and no other, has no letter before its length.
    const head = isStarted ? 1 : 0;
    if (asked.length < head + 4) return found;
    const length = head + asked.readUInt32BE(head);
    if (asked.length < length) return found;
    found ||= !isStarted || awaited.has(String.fromCharCode(asked[0]!));
    isStarted = true;
    asked = asked.subarray(length);
  }
}

/** Whether the server waits for the other now. */
function isAsked(more: Buffer): boolean {
  rest = Buffer.concat([rest, more]);
  let found = false;
  while (rest.length >= 5 && rest.length >= 1 + rest.readUInt32BE(1)) {
    const letter = String.fromCharCode(rest[0]!);
    found = letter === "Z" || (letter === "R" && !unasking.has(rest.readUInt32BE(5)));
    rest = rest.subarray(1 + rest.readUInt32BE(1));
  }
  return found && rest.length === 0;
}

function answer(): void {
  isWaiting = false;
  bytes.postMessage(Buffer.concat(said));
  said = [];
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
}

bytes.on("message", (more: Uint8Array) => {
  isWaiting = asks(more) && !socket.destroyed;
  socket.write(more);
  if (!isWaiting) answer();
});
socket.on("data", (more) => {
  said.push(more);
  if (isAsked(more) && isWaiting) answer();
});
socket.on("error", () => {});
socket.on("close", () => {
  if (isWaiting) answer();
});
