import { startTransition, useEffect, useRef, useState, type ReactNode } from "react";
import { t } from "../translate.ts";

type TwinProps = {
  /** What the rows are of. */
  caption: string;
  children: ReactNode;
};

/**
 * A chart in words and digits, drawn by the server and there without script. With it a closed one is laid
 * out after the click on it is answered, not before: its rows are most of the page's cells.
 */
export function Twin({ caption, children }: TwinProps) {
  const [isShown, setShown] = useState(true);
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => setShown(details.current!.open), []);
  return (
    <details
      className="ff-twin"
      ref={details}
      onToggle={({ currentTarget: { open } }) => startTransition(() => setShown(open))}
    >
      <summary>{t("chart.asTable")}</summary>
      {/* What scrolls by itself must be reachable by keyboard. */}
      <div
        className="ff-twin-rows"
        role="region"
        aria-label={caption}
        tabIndex={0}
        hidden={!isShown}
      >
        {children}
      </div>
    </details>
  );
}
