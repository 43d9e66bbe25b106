/** A week is what people are usually given: the day that is proposed as due. */
const usualDays = 7;

export function dueIn(today: string, days = usualDays): string {
  return new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
