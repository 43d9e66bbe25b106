/** Where the definition stands on the page of its number. */
export const howPlace = "#how";
