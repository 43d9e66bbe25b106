// A page's links need a router around them; this one goes nowhere.
import { StaticRouter } from "react-router-dom/server";

export const inRouter = (element: React.ReactElement, at = "/app") => (
  <StaticRouter location={at}>{element}</StaticRouter>
);
