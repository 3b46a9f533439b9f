import { createBatchIds, type NormalisedRecord, stemOf } from '@logwarren/contract';
import type { BatchSender } from '../sending/send-batches.ts';
import { type RecordGroup, RecordGroups, toBatch } from './group-records.ts';

/**
 * Lets records that come in one by one share batches.
 *
 * A record waits in its group until the group is full or LINGER_MS after the first record came; then the group becomes
 * a batch. An `add` resolves when the broker has confirmed every batch that holds one of its records:
 *
 *     add → waiting (open group) → sent → confirmed → the adder's promise resolves at its last confirm
 */

/** Longest wait of a record for others to share its batch. */
export const LINGER_MS = 20;

/** Batches that hold the records of one `add` and are not confirmed yet. */
interface Ticket {
  open: number;
  done: PromiseWithResolvers<void>;
}

/** Gathers the records of all requests, or of standard input. */
export class RecordGatherer {
  readonly #sender: BatchSender;
  readonly #nextId = createBatchIds();
  /** All records of this gatherer are one sequence. */
  readonly #origin = stemOf(this.#nextId());
  readonly #groups = new RecordGroups();
  readonly #tickets = new Map<RecordGroup, Ticket[]>();
  #timer: NodeJS.Timeout | undefined;

  constructor(sender: BatchSender) {
    this.#sender = sender;
  }

  /**
   * Adds records, in their order.
   *
   * @returns resolves when the broker has confirmed all of them; rejects when the sender gave up on one
   */
  add(records: readonly NormalisedRecord[]): Promise<void> {
    if (records.length === 0) return Promise.resolve();
    const ticket: Ticket = { open: 0, done: Promise.withResolvers() };
    for (const record of records) {
      const { group, full } = this.#groups.add(record);
      this.#join(ticket, group);
      for (const each of full) this.#send(each);
    }
    if (!this.#groups.empty) this.#timer ??= setTimeout(() => this.flush(), LINGER_MS);
    return ticket.done.promise;
  }

  /** Sends the waiting records now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const group of this.#groups.drain()) this.#send(group);
  }

  #join(ticket: Ticket, group: RecordGroup): void {
    const tickets = this.#tickets.get(group);
    if (tickets === undefined) this.#tickets.set(group, [ticket]);
    else if (tickets.at(-1) === ticket) return;
    else tickets.push(ticket);
    ticket.open += 1;
  }

  #send(group: RecordGroup): void {
    const tickets = this.#tickets.get(group) ?? [];
    this.#tickets.delete(group);
    this.#sender.send(toBatch(group, this.#nextId(), this.#origin)).then(
      () => {
        for (const ticket of tickets) if (--ticket.open === 0) ticket.done.resolve();
      },
      (error) => {
        for (const ticket of tickets) ticket.done.reject(error);
      },
    );
  }
}
