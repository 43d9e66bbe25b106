/** A 95 % interval, low end first. */
export type Interval = readonly [low: number, high: number];

/** 97.5 % point of the standard normal distribution: the ends of every 95 % interval here. */
export const z95 = 1.959963984540054;
