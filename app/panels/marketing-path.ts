/** Where the Marketing panel lives. */
export const marketingPath = "/app/marketing";
