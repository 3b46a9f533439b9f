import type { ContextJson, RecordJson } from '@logwarren/api';
import type { RecordPrinter } from './record-printer.ts';

/** Prints records with their context, as `grep -C` does: each record once, with a line between groups that do not touch. */
export class GroupPrinter {
  readonly #printer: RecordPrinter;
  readonly #hits = new Set<string>();
  readonly #printed = new Set<string>();

  constructor(printer: RecordPrinter) {
    this.#printer = printer;
  }

  /** Announces records that were found, so that they are marked as such even in the context of another one. */
  expect(records: readonly RecordJson[]): void {
    for (const { id } of records) this.#hits.add(id);
  }

  /** Prints a record and its context; records printed before are skipped. */
  print({ after, before, record }: Pick<ContextJson, 'after' | 'before' | 'record'>): void {
    this.#hits.add(record.id);
    const group = [...before, record, ...after];
    const fresh = group.filter(({ id }) => !this.#printed.has(id));
    const touches = fresh.length < group.length;
    if (this.#printed.size > 0 && fresh.length > 0 && !touches) this.#printer.separate();
    for (const each of fresh) {
      this.#printed.add(each.id);
      this.#printer.printAs(each, this.#hits.has(each.id) ? 'hit' : 'context');
    }
  }
}
