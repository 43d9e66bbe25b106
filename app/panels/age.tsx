import { createContext, useContext, useEffect, useState } from "react";
import { dateFormat, duration } from "./format.ts";
import { t } from "./translate.ts";

/** Milliseconds since 1970 now; given from outside so that panels stay free of clocks. */
export const Clock = createContext<() => number>(() => 0);

/** "12 s", "3 min", "5 h 10 min": the age of something read `seconds` ago. */
export function ageWords(seconds: number): string {
  return seconds < 60 ? `${Math.floor(seconds)} s` : duration(Math.floor(seconds / 60) / 60);
}

/** How old the page's numbers are, with the full time on focus and hover. */
export function DataAge({
  asOf,
  timeZone,
  locale,
}: {
  asOf: string;
  timeZone: string;
  locale: string;
}) {
  const now = useContext(Clock);
  // The server and the first paint say "just now": both must print the same.
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const look = () => setSeconds(Math.max(0, (now() - Date.parse(asOf)) / 1000));
    look();
    const timer = setInterval(look, 1_000);
    return () => clearInterval(timer);
  }, [asOf, now]);
  const format = dateFormat(locale, { dateStyle: "medium", timeStyle: "medium", timeZone });
  const full = format.format(new Date(asOf));
  return (
    <time className="ff-age" dateTime={asOf} title={full} tabIndex={0}>
      {seconds < 5 ? t("age.now") : t("age.ago", { age: ageWords(seconds) })}
    </time>
  );
}
