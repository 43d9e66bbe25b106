import { meanInterval } from "../../analysis/stats/delta.ts";
import { exact, missing, type Formula } from "../formula.ts";
import { rateOfQuery } from "./share.ts";
import { customersOfPeriod } from "../queries/customers.ts";

/** Orders ÷ customers, with the t interval of a mean over customers. */
export function ordersPerCustomer(): Formula {
  return {
    kind: "quotient",
    origin: rateOfQuery(customersOfPeriod, { top: "orders", bottom: "customers" }),
    wishes: ({ period }) => [{ query: customersOfPeriod, days: period }],
    evaluate(reading, { period }) {
      const column = (name: string) => reading.column(customersOfPeriod, period, name);
      const n = column("customers");
      if (n === 0n) return missing("no-data");
      const orders = column("orders");
      const interval = meanInterval(n, orders, column("orders_squared"));
      const rest = { coverage: null, beside: {}, weight: n };
      return { ...rest, value: exact(orders, n), n, interval, sampling: "amounts" };
    },
  };
}
