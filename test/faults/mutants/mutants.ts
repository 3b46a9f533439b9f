import { join } from 'node:path';

/** A deliberate fault in the product: a piece of one of its files, and its replacement. */
interface Mutant {
  /** Below the repository's root. */
  file: string;
  original: string;
  mutated: string;
}

/** Faults that would lose or repeat records, each of which its row of the matrix must notice. */
const MUTANTS: Readonly<Record<string, Mutant>> = Object.freeze({
  'ack-before-write': {
    file: 'apps/collector/src/collect.ts',
    original: 'const refused = await saver.save(',
    mutated: 'const refused = []; void saver.save(',
  },
  'vacuous-duplicate-check': {
    file: 'packages/store/src/save/insert-buckets.ts',
    original: 'await headersOf(store, partition).insertMany(headers, { ordered: false });',
    mutated: `await headersOf(store, partition).insertMany(headers, { ordered: false }).catch((error) => {
      if (![error.writeErrors].flat().every((writeError) => writeError?.code === 11000)) throw error;
    });`,
  },
  'transient-messages': {
    file: 'packages/broker/src/messages/message.ts',
    original: 'persistent: true',
    mutated: 'persistent: false',
  },
  'no-mandatory-flag': {
    file: 'packages/broker/src/messages/message.ts',
    original: 'mandatory: true',
    mutated: 'mandatory: false',
  },
  'requeue-on-outage': {
    file: 'apps/collector/src/storing/retry-loop.ts',
    original: 'await delay(backoffMs(attempts, backoff), giveUp);',
    mutated: `throw new Error('mutant: given back at once');`,
  },
  'random-ids': {
    file: 'packages/contract/src/wire/reading/message-identity.ts',
    original: `if (identity.kind === 'batch-id') return identity.id;`,
    mutated: `if (identity.kind === 'batch-id') return randomId();`,
  },
  'no-look-into-sealed': {
    file: 'packages/store/src/save/find-stored.ts',
    original: 'if (complete.length === 0) return found;',
    mutated: 'return found;',
  },
  'delivery-limit-of-20': {
    file: 'packages/broker/src/topology/topology.ts',
    original: `        'x-delivery-limit': DELIVERY_LIMIT,
        'x-dead-letter-exchange': DEAD_EXCHANGE,
        'x-dead-letter-strategy': 'at-least-once',`,
    mutated: `        'x-delivery-limit': 20,`,
  },
});

/** Not wrong, only slow: imitates a monitor with too much work. */
const SLOW_MONITOR: Mutant = {
  file: 'apps/monitor/src/watch-messages.ts',
  original: '  return (delivery) => {',
  mutated: `  return async (delivery) => {
    await new Promise((resolve) => setTimeout(resolve, 200));`,
};

/** The mutant that FAULT_MUTANT names. */
export const PATCHES: Readonly<Record<string, Mutant>> = Object.freeze({ ...MUTANTS, 'slow-monitor': SLOW_MONITOR });

/** Environment of a service that runs with a mutant; empty without one. */
export function mutantEnv(name: string | undefined): Record<string, string> {
  if (name === undefined) return {};
  if (!Object.hasOwn(PATCHES, name)) throw new Error(`no mutant is called ${name}`);
  return { FAULT_MUTANT: name, NODE_OPTIONS: `--import=${join(import.meta.dirname, 'register-mutant.ts')}` };
}

/** Environment of a service on a host whose clock is wrong by an offset. */
export function shiftedClockEnv(shiftMs: number): Record<string, string> {
  return { FAULT_CLOCK_SHIFT_MS: String(shiftMs), NODE_OPTIONS: SET_CLOCK };
}

/** Environment of a service whose wall clock is off by the number of ms in a file, which may change while it runs. */
export function setClockEnv(file: string): Record<string, string> {
  return { FAULT_CLOCK_FILE: file, NODE_OPTIONS: SET_CLOCK };
}

const SET_CLOCK = `--import=${join(import.meta.dirname, 'set-clock.ts')}`;
