/** What the tests read of shopify.app.toml: strings and lists of strings by their key's name. */
export type AppToml = { scopes: string[]; topics: string[]; complianceTopics: string[] };

const words = (text: string) => [...text.matchAll(/"([^"]*)"/g)].map(([, word]) => word!);

export function readAppToml(text: string): AppToml {
  const code = text.replace(/^\s*#.*$/gm, "");
  const list = (key: string) =>
    [...code.matchAll(new RegExp(`^\\s*${key}\\s*=\\s*\\[([^\\]]*)\\]`, "gm"))].flatMap(
      ([, body]) => words(body!),
    );
  const scopes = /^\s*scopes\s*=\s*"([^"]*)"/m.exec(code)?.[1] ?? "";
  return {
    scopes: scopes
      .split(",")
      .map((scope) => scope.trim())
      .filter(Boolean),
    topics: list("topics"),
    complianceTopics: list("compliance_topics"),
  };
}

/** Topics that only one side knows: Shopify would send what nobody reads, or we wait in vain. */
export function topicFaults(toml: AppToml, handled: string[]): string[] {
  const subscribed = [...toml.topics, ...toml.complianceTopics];
  const twice = subscribed.filter((topic, place) => subscribed.indexOf(topic) !== place);
  return [
    ...subscribed.filter((topic) => !handled.includes(topic)).map((t) => `${t} is not handled`),
    ...handled.filter((topic) => !subscribed.includes(topic)).map((t) => `${t} is not subscribed`),
    ...twice.map((topic) => `${topic} is subscribed twice`),
  ];
}
