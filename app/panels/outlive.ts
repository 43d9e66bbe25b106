/**
 * What a form's action answers, or `lost` when the app or the way to it is down: a form must outlive
 * such a moment, and an error page would take it away. Redirects pass.
 */
export async function outlive<T>(serverAction: () => Promise<unknown>, lost: T): Promise<T> {
  try {
    return (await serverAction()) as T;
  } catch (problem) {
    if (problem instanceof Response && problem.status < 400) throw problem;
    return lost;
  }
}
