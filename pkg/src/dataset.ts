/// <reference lib="esnext.disposable" preserve="true" />
// A shop that has been read, and what can be asked of it. The data live in a Worker; only answers come here.

import type { Client } from "./client.ts";
import { SiyuError } from "./errors.ts";
import type { SheetReport } from "./insides.ts";
import type { Aside, AsideOptions, ExportOptions, ExportProgress, Exports, Measures } from "./protocol.ts";
import type {
  CohortOptions,
  Cohorts,
  Customer,
  CustomerOptions,
  Customers,
  CustomersOptions,
  Ltv,
  LtvOptions,
  Overview,
  OverviewOptions,
  Prospects,
  ProspectsOptions,
  Repurchase,
  RepurchaseOptions,
  Rfm,
  RfmOptions,
} from "./types.ts";

/**
 * The answer to `open`. Every result carries the `options` it was computed with (defaults filled in), `asOf`,
 * `warnings` and `schemaVersion`; dates are `YYYY-MM-DD`, money is a number in currency units, and what is
 * missing or cannot be known yet is `null` (NaN inside typed arrays).
 *
 * Every question rejects with a `SiyuError`: `bad-option`, `out-of-range`, `closed`, or `internal`.
 */
export class Dataset {
  /** What was read, how, and what was set aside, per kind of source. */
  readonly report: SheetReport;
  readonly #client: Client;

  /** @internal Made by `open`. */
  constructor(client: Client, report: SheetReport) {
    this.#client = client;
    this.report = report;
  }

  /** Value, purchases, customers and rates as of a date, by month, and against the period before. */
  overview(options?: OverviewOptions): Promise<Overview> {
    return this.#measure("overview", options);
  }

  /** Recency, frequency and monetary scores and segments of the buyers. Definitions § 1. */
  rfm(options?: RfmOptions): Promise<Rfm> {
    return this.#measure("rfm", options);
  }

  /** Historic value of customers: their own, and what those they brought add to it. Definitions § 2 and § 3. */
  ltv(options?: LtvOptions): Promise<Ltv> {
    return this.#measure("ltv", options);
  }

  /** Groups by the period of the first purchase, and what each did at each age. Definitions § 4. */
  cohorts(options?: CohortOptions): Promise<Cohorts> {
    return this.#measure("cohorts", options);
  }

  /** The four repurchase rates, and the steps from one occasion to the next. Definitions § 4. */
  repurchase(options?: RepurchaseOptions): Promise<Repurchase> {
    return this.#measure("repurchase", options);
  }

  /** The buyers one by one, as columns; in order of first appearance unless sorted. */
  customers(options?: CustomersOptions): Promise<Customers> {
    return this.#measure("customers", options);
  }

  /**
   * One customer: orders by date, scores and what they rest on, value, who brought them and whom they brought.
   * `id` is as `customers` gives it; `bad-option` for one that nobody has.
   *
   * The ids of the orders are read from the sources each time, up to the last of them: with `orderIds: false` they
   * are `null`, and the answer takes no time.
   */
  async customer(
    id: string,
    { orderIds = true, ...options }: Omit<CustomerOptions, "id"> & { orderIds?: boolean } = {},
  ): Promise<Customer> {
    return this.#client.ask({ ask: "customer", options: { ...options, id }, orderIds });
  }

  /** Members who never bought, whom `customers` does not list; in order of first appearance. */
  prospects(options?: ProspectsOptions): Promise<Prospects> {
    return this.#measure("prospects", options);
  }

  /**
   * Rows that a rule set aside, or that could not be read, a page of them at a time, as they stand in their source:
   * that is read again, up to the last of them. `bad-option`; `missing-source` if it cannot be read any more.
   */
  async setAside(options: AsideOptions = {}): Promise<Aside> {
    return this.#client.ask({ ask: "setAside", options });
  }

  /**
   * A file: customers, a segment or rows that were set aside as CSV (UTF-8, and no cell becomes a formula), the
   * report as JSON. It is written in the Worker, which answers other questions meanwhile.
   */
  async export<W extends keyof Exports>(
    what: W,
    format: Exports[W],
    { onProgress, ...options }: ExportOptions & { onProgress?: (progress: ExportProgress) => void } = {},
  ): Promise<Blob> {
    return this.#client.ask({ ask: "file", what, format, options }, onProgress);
  }

  /**
   * SHA-256, as 64 hexadecimal digits, of the sources' bytes one after the other (orders, members, referrals, in
   * the order given). For one file it is what `sha256sum` prints. The sources are read again for it; it rejects
   * with `missing-source` if they cannot be.
   */
  contentHash(): Promise<string> {
    return this.#client.ask({ ask: "contentHash" });
  }

  /** Ends the Worker and frees its memory. Pending questions reject with `closed`. Closing twice is fine. */
  close(): void {
    this.#client.end(new SiyuError("closed", "This dataset was closed. Open the sources again to ask more."));
  }

  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  async #measure<M extends keyof Measures>(
    measure: M,
    options: Measures[M][0] | undefined,
  ): Promise<Measures[M][1]> {
    return this.#client.ask({ ask: "measure", measure, options: options ?? null });
  }
}
