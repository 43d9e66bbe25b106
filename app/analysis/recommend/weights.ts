/** By item of a history: what speaks for or against other items, the strongest for first. */
export type Weights = ReadonlyMap<number, { items: Int32Array; weights: Float64Array }>;
