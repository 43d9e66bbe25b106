import type { ReadableManual } from "../scorecard/team.ts";

type Block = ReadableManual["blocks"][number];
type Inline = Extract<Block, { kind: "paragraph" }>["inline"];

/** A manual as it is read. Every word goes through React as text, so none of it can be HTML. */
export function ManualText({ blocks }: { blocks: readonly Block[] }) {
  return (
    <div className="ff-manual">
      {blocks.map((block, at) => (
        <One key={at} block={block} />
      ))}
    </div>
  );
}

function One({ block }: { block: Block }) {
  if (block.kind === "heading") {
    const Heading = block.level === 2 ? "h2" : "h3";
    return (
      <Heading>
        <Words inline={block.inline} />
      </Heading>
    );
  }
  if (block.kind === "paragraph") {
    return (
      <p>
        <Words inline={block.inline} />
      </p>
    );
  }
  const List = block.kind === "steps" ? "ol" : "ul";
  return (
    <List>
      {block.items.map((inline, at) => (
        <li key={at}>
          <Words inline={inline} />
        </li>
      ))}
    </List>
  );
}

function Words({ inline }: { inline: Inline }) {
  return inline.map((part, at) => {
    switch (part.kind) {
      case "strong":
        return <strong key={at}>{part.text}</strong>;
      case "emphasis":
        return <em key={at}>{part.text}</em>;
      case "code":
        return <code key={at}>{part.text}</code>;
      case "link":
        return (
          <a key={at} href={part.href} target="_blank" rel="noreferrer">
            {part.text}
          </a>
        );
      case "text":
        return part.text;
    }
  });
}
