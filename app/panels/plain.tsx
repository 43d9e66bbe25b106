/** A page that needs neither Polaris nor the admin around it. */
export function Plain({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <main
      style={{
        maxWidth: "32rem",
        margin: "15vh auto 0",
        padding: "0 1.25rem",
        font: "15px/1.5 Inter, system-ui, sans-serif",
        color: "#303030",
      }}
    >
      <h1 style={{ fontSize: "1.25rem" }}>{title}</h1>
      {children}
    </main>
  );
}

export function PlainProblem({ kind }: { kind: "missing" | "ours" }) {
  if (kind === "missing") {
    return (
      <Plain title="This page does not exist">
        <p>
          <a href="/app">Go to the scorecard</a>
        </p>
      </Plain>
    );
  }
  return (
    <Plain title="Fourfold could not show this page">
      <p>Nothing is lost: your numbers keep being counted. The problem has been noted.</p>
      <p>
        <a href="/app">Try again</a>
      </p>
    </Plain>
  );
}
