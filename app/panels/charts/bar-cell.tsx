type BarCellProps = {
  /** −1 … 1 of the longest bar; 0 is the base line, null no bar. */
  share: number | null;
  /** What stands beside the bar; the bar alone says nothing. */
  children: React.ReactNode;
  /** True when some bar of the table is below zero: the base line moves to the middle. */
  twoWays?: boolean;
};

/** A bar inside a table's cell. */
export function BarCell({ share, children, twoWays = false }: BarCellProps) {
  const size = Math.min(1, Math.abs(share ?? 0)) * (twoWays ? 50 : 100);
  const left = twoWays ? ((share ?? 0) < 0 ? 50 - size : 50) : 0;
  return (
    <span className="ff-bar-cell">
      <span className="ff-bar-words">{children}</span>
      <span className="ff-bar-track" aria-hidden>
        {share !== null && (
          <span
            className={share < 0 ? "ff-bar ff-bar-below" : "ff-bar"}
            style={{ left: `${left}%`, width: `${size}%` }}
          />
        )}
      </span>
    </span>
  );
}
