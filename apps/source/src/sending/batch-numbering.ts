import { type LogBatch, newRun, type OriginHeaders } from '@logwarren/contract';

/** Most services with numbers; in further ones the ledger sees no holes. Bounds the memory. */
const MAX_SERVICES = 10_000;

/** Numbers the records that one run of a source sends, service by service; see `BatchOrigin`. */
export class BatchNumbering {
  readonly #source: string;
  readonly #run: string;
  readonly #positions = new Map<string, number>();

  /**
   * @param source name of the source
   * @param run different for each start of a process
   */
  constructor(source: string, run: string = newRun()) {
    this.#source = source;
    this.#run = run;
  }

  /**
   * Headers of the next batch; call it in the order of publishing.
   *
   * @param isRepeated true for a batch without a number of this run: it has a number of an earlier run, or no number
   */
  next({ records, service }: LogBatch, isRepeated: boolean): OriginHeaders {
    const headers = { source: this.#source, run: this.#run, service };
    const before = this.#positions.get(service) ?? (this.#positions.size < MAX_SERVICES ? 0 : undefined);
    if (isRepeated || before === undefined) return headers;
    const position = before + records.count;
    this.#positions.set(service, position);
    return { ...headers, position };
  }
}
