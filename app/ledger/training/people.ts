// How somebody types whom a manual is for: names, e-mails, or both, several by comma or line.

export type PersonGiven = { name: string; email: string | null };

const longest = 100;
const mostAtOnce = 50;
const emailForm = /^[^\s@<>,;]+@(?:[^\s@<>,;.]+\.)+[^\s@<>,;.]{2,}$/;

/** "Ann Smith", "ann@shop.com" or "Ann Smith <ann@shop.com>"; an e-mail alone is its own name. */
function readPerson(text: string): PersonGiven | { wrong: string } {
  const [, before = "", inside] = /^([^<]*)<([^>]*)>$/.exec(text) ?? [];
  const email = (inside ?? (text.includes("@") ? text : "")).trim();
  const name = (inside === undefined ? text : before).trim() || email;
  if (text.length > longest) {
    return { wrong: `got ${text.length} characters, expected a name of at most ${longest}` };
  }
  if ((email !== "" || inside !== undefined) && !emailForm.test(email)) {
    return { wrong: `got "${text}", expected an e-mail such as ann@shop.com, or a name` };
  }
  return { name, email: email === "" ? null : email.toLowerCase() };
}

/** Everybody named, each once, or what is wrong with the first that cannot be read. */
export function readPeople(text: string): { people: PersonGiven[] } | { wrong: string } {
  const people: PersonGiven[] = [];
  for (const part of text.split(/[,;\n]/)) {
    if (part.trim() === "") continue;
    const person = readPerson(part.trim());
    if ("wrong" in person) return person;
    const isSame = (other: PersonGiven) =>
      other.email === person.email && other.name.toLowerCase() === person.name.toLowerCase();
    if (!people.some(isSame)) people.push(person);
  }
  if (people.length > mostAtOnce) {
    return { wrong: `got ${people.length} people, expected at most ${mostAtOnce} at once` };
  }
  return { people };
}
