// A click while a page still loads takes that page's place: its data is given up halfway. The router
// reports what it cannot decode then to the console as an error, and gives up silently only what it has not
// begun to decode (remix-run/remix, single fetch). So a page's data, which no loader streams, is read to its
// end before the router sees it.

/** Replaces fetch of `window` for the data of pages; all else is as it was. */
export function readWholeAnswers(window: Pick<Window, "location"> & { fetch: typeof fetch }): void {
  const fetchIt = window.fetch;
  window.fetch = async (input, init) => {
    const answer = await fetchIt.call(window, input, init);
    const address = new URL(input instanceof Request ? input.url : input, window.location.href);
    if (!address.pathname.endsWith(".data") || !answer.body) return answer;
    return new Response(await answer.arrayBuffer(), answer);
  };
}
