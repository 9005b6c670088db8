// Lists of customers as the Dataset has them: a question, and which of its rows are meant.

import type { Dataset } from "../../dataset.ts";
import type { CustomerColumns, Customers, CustomersOptions } from "../../types.ts";
import type { Cell } from "../download.ts";
import type { ReportState } from "../state.ts";

/** A column of numbers or texts in the answer. */
type Name = keyof CustomerColumns;

/** A stretch of ids as long as this is fetched whole, whatever of it is needed. */
const SHORT = 2000;

/** More places than this are not asked for one by one. */
const FEW = 8;

/** An answer of so many customers is kept for the next time; a file is written of larger ones. */
const KEPT = 200;

/** All customers that a question finds, piece by piece. */
export function found(state: ReportState, question: CustomersOptions, columns: readonly Name[]) {
  return async (offset: number, limit: number) => {
    const asked = { ...question, columns: [...columns], offset, limit };
    const answer = limit <= KEPT ? state.ask("customers", asked) : state.dataset.customers(asked);
    return rowsOf(await answer, columns);
  };
}

/** The ids at places of a question's answer; the other cells are known already. */
export function picked(
  dataset: Dataset,
  question: CustomersOptions,
  places: ArrayLike<number>,
  cells: (place: number) => readonly Cell[],
) {
  return async (offset: number, limit: number) => {
    const wanted = Array.from({ length: Math.min(limit, places.length - offset) }, (_, at) =>
      Number(places[offset + at]),
    );
    const ids = await idsAt(dataset, question, wanted);
    return wanted.map((place, at): readonly Cell[] => [ids[at], ...cells(place)]);
  };
}

async function idsAt(
  dataset: Dataset,
  question: CustomersOptions,
  places: readonly number[],
): Promise<string[]> {
  if (places.length === 0) return [];
  const ids = async (offset: number, limit: number) => {
    const { columns } = await dataset.customers({ ...question, columns: ["id"], offset, limit });
    return columns.id ?? [];
  };
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  for (const place of places) [first, last] = [Math.min(first, place), Math.max(last, place)];
  if (last - first >= SHORT && places.length <= FEW) {
    const each = await Promise.all(places.map(place => ids(place, 1)));
    return each.map(([id]) => id ?? "");
  }
  const stretch = await ids(first, last - first + 1);
  return places.map(place => stretch[place - first] ?? "");
}

function rowsOf({ columns }: Customers, names: readonly Name[]): (readonly Cell[])[] {
  const arrays = names.map(name => columns[name] as ArrayLike<string | number> | undefined);
  const length = arrays[0]?.length ?? 0;
  return Array.from({ length }, (_, at) => arrays.map(array => array?.[at]));
}
