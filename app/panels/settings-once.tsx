// What Settings hands out: shown once, and taken back for good at the second press.
import { Banner, BlockStack, Button, TextField } from "@shopify/polaris";
import { useState } from "react";

/** The only time that it is told; whoever leaves the page without it makes another. */
export function ShownOnce(props: { title: string; words: string; value: string }) {
  const { title, words, value } = props;
  return (
    <Banner tone="success" title={title}>
      <BlockStack gap="200">
        <p role="status">{words}</p>
        <TextField
          label={title}
          labelHidden
          value={value}
          readOnly
          selectTextOnFocus
          autoComplete="off"
          monospaced
        />
      </BlockStack>
    </Banner>
  );
}

/** Asks once more before it does what cannot be undone. */
export function SureButton(props: {
  words: { first: string; sure: string };
  /** The same for who cannot see which row the button stands in. */
  spoken: { first: string; sure: string };
  isBusy: boolean;
  onSure(): void;
}) {
  const { words, spoken, isBusy, onSure } = props;
  const [asked, setAsked] = useState(false);
  const which = asked ? "sure" : "first";
  return (
    <Button
      size="slim"
      disabled={isBusy}
      tone={asked ? "critical" : undefined}
      accessibilityLabel={spoken[which]}
      onClick={() => {
        setAsked(!asked);
        if (asked) onSure();
      }}
    >
      {words[which]}
    </Button>
  );
}
