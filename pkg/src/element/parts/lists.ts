// Lists of customers as the Dataset has them.

import type { Column, CustomerColumns, Customers, CustomersOptions } from "../../types.ts";
import type { Cell } from "../download.ts";
import type { ReportState } from "../state.ts";
import type { People, PeopleColumn } from "./people.ts";

/** A column of such a list. */
export interface ListColumn extends PeopleColumn {
  name: Column;
}

/** An answer of so many customers is kept for the next time. */
const KEPT = 200;

/** All customers that a question finds: piece by piece, and as a file that the Worker writes. */
export function listed(
  state: ReportState,
  question: CustomersOptions,
  columns: readonly ListColumn[],
): Pick<People, "columns" | "load" | "save"> {
  const names = columns.map(({ name }) => name);
  const titles = Object.fromEntries(columns.map(({ name, title }) => [name, title]));
  return {
    columns,
    load: async (offset, limit) => {
      const asked = { ...question, columns: [...names], offset, limit };
      const answer = limit <= KEPT ? state.ask("customers", asked) : state.dataset.customers(asked);
      return rowsOf(await answer, names);
    },
    save: () => state.dataset.export("customers", "csv", { ...question, columns: [...names], titles }),
  };
}

function rowsOf({ columns }: Customers, names: readonly Column[]): (readonly Cell[])[] {
  const arrays = names.map(name => columns[name] as CustomerColumns[Column] | undefined);
  const length = arrays[0]?.length ?? 0;
  return Array.from({ length }, (_, at) => arrays.map(array => array?.[at]));
}
