import { RemixBrowser } from "@remix-run/react";
import { startTransition, StrictMode } from "react";
import { hydrateRoot } from "react-dom/client";
import { allowDeniedStorage } from "./panels/denied-storage.ts";
import { readWholeAnswers } from "./panels/whole-answers.ts";

allowDeniedStorage(window);
readWholeAnswers(window);

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <RemixBrowser />
    </StrictMode>,
  );
});
