// The part of Markdown that manuals are written in: headings, paragraphs, lists, bold, italic, code and
// links. What it does not know, HTML first of all, stays the text it is; nothing of a manual ever reaches
// a page as HTML.

export type Inline =
  | { kind: "text" | "strong" | "emphasis" | "code"; text: string }
  | { kind: "link"; text: string; href: string };
export type Block =
  | { kind: "heading"; level: 2 | 3; inline: Inline[] }
  | { kind: "paragraph"; inline: Inline[] }
  | { kind: "steps" | "list"; items: Inline[][] };

const inlineMark =
  /\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|`([^`]+)`|\[([^\][]+)\]\(((?:https?:\/\/|mailto:)[^\s)[]+)\)/g;

function inlineOf(text: string): Inline[] {
  const found: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(inlineMark)) {
    const [whole, strong, emphasis, code, words, href] = match;
    if (match.index > end) found.push({ kind: "text", text: text.slice(end, match.index) });
    if (strong) found.push({ kind: "strong", text: strong });
    else if (emphasis) found.push({ kind: "emphasis", text: emphasis });
    else if (code) found.push({ kind: "code", text: code });
    else if (words && href) found.push({ kind: "link", text: words, href });
    end = match.index + whole.length;
  }
  if (end < text.length) found.push({ kind: "text", text: text.slice(end) });
  return found;
}

type Row =
  | { kind: "heading"; level: 2 | 3; text: string }
  | { kind: "steps" | "list" | "words"; text: string }
  | { kind: "gap" };

function rowOf(line: string): Row {
  const text = line.trim();
  if (text === "") return { kind: "gap" };
  const [, hashes, title] = /^(#{1,6})\s+(.*)$/.exec(text) ?? [];
  if (hashes && title) return { kind: "heading", level: hashes.length < 3 ? 2 : 3, text: title };
  const [, step] = /^\d{1,3}[.)]\s+(.*)$/.exec(text) ?? [];
  if (step) return { kind: "steps", text: step };
  const [, item] = /^[-*+]\s+(.*)$/.exec(text) ?? [];
  return item ? { kind: "list", text: item } : { kind: "words", text };
}

/** A line without a mark goes on with what stands before it, as Markdown has it. */
export function readMarkdown(text: string): Block[] {
  const blocks: { kind: Block["kind"]; level?: 2 | 3; texts: string[] }[] = [];
  let isOpen = false;
  for (const line of text.split(/\r?\n/)) {
    const row = rowOf(line);
    const last = blocks.at(-1);
    if (row.kind === "gap") isOpen = false;
    else if (row.kind === "heading") {
      blocks.push({ kind: "heading", level: row.level, texts: [row.text] });
      isOpen = false;
    } else if (row.kind === "words") {
      if (isOpen && last) last.texts.push(`${last.texts.pop()} ${row.text}`);
      else blocks.push({ kind: "paragraph", texts: [row.text] });
      isOpen = true;
    } else {
      // An empty line between two steps does not begin a new list.
      if (last?.kind === row.kind) last.texts.push(row.text);
      else blocks.push({ kind: row.kind, texts: [row.text] });
      isOpen = true;
    }
  }
  return blocks.map(({ kind, level = 2, texts }): Block => {
    if (kind === "steps" || kind === "list") return { kind, items: texts.map(inlineOf) };
    const inline = inlineOf(texts[0] ?? "");
    return kind === "heading" ? { kind, level, inline } : { kind: "paragraph", inline };
  });
}

/** How many steps the manual's lists of steps have. */
export function countSteps(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + (block.kind === "steps" ? block.items.length : 0), 0);
}

/** Would run, load or send something in a page that took it for HTML. */
const activeContent =
  /<\s*(?:\/\s*)?(?:script|iframe|object|embed|style|link|meta|base|form|svg|img|video|audio)\b[^>]*>?|<[^<>]*\son\w+\s*=[^>]*>?|(?:javascript|vbscript)\s*:|data\s*:\s*text\/html/i;

/**
 * What of a manual is a program and no text, with its line; null when nothing is. It would only be shown
 * as text, but whoever pasted it should know, and so should the next reader.
 */
export function findScript(text: string): { line: number; found: string } | null {
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [found] = activeContent.exec(line) ?? [];
    if (found) return { line: index + 1, found: found.slice(0, 60) };
  }
  return null;
}
