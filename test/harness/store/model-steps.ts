import { createBatchIds, recordId, type Severity, toColumns, type WireRecord } from '@logwarren/contract';
import type { BatchPart, Store } from '@logwarren/store';
import fc from 'fast-check';

/** Steps of the test that holds the store against its model, `model.test.ts`. */

const HOUR = 3_600_000;
const BASE = Math.floor(Date.now() / HOUR) * HOUR - 5 * HOUR;

/** A part that a step saves. */
interface PartSpec {
  service: string;
  severity: Severity;
  hour: number;
  offsets: number[];
  yesterday: boolean;
}

/** A step in the life of the store; its numbers choose among the parts so far. */
type Step =
  | { kind: 'save'; parts: PartSpec[]; fault: 'none' | 'before-header' | 'reply-lost' }
  | { kind: 'redeliver'; which: number; count: number }
  | { kind: 'merge' }
  | { kind: 'sweep' }
  | { kind: 'page' }
  | { kind: 'together'; which: number };

const partSpec: fc.Arbitrary<PartSpec> = fc.record({
  service: fc.constantFrom('checkout', 'payment'),
  severity: fc.constantFrom<Severity>('ERROR', 'INFO'),
  hour: fc.integer({ min: 0, max: 2 }),
  offsets: fc.array(fc.integer({ min: 0, max: HOUR - 1 }), { minLength: 1, maxLength: 12 }),
  yesterday: fc.boolean(),
});

/** A step at random. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('save' as const),
      parts: fc.array(partSpec, { minLength: 1, maxLength: 6 }),
      fault: fc.constantFrom('none' as const, 'none' as const, 'before-header' as const, 'reply-lost' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('redeliver' as const), which: fc.nat(), count: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('merge' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('page' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('together' as const), which: fc.nat() }) },
);

const todayIds = createBatchIds();
const yesterdayIds = createBatchIds(() => Date.now() - 24 * HOUR);

/** The part, under a new id of its day. */
export function toPart({ service, severity, hour, offsets, yesterday }: PartSpec): BatchPart {
  const batchId = yesterday ? yesterdayIds() : todayIds();
  const records: WireRecord[] = offsets.map((offset) => ({
    timestamp: BASE + hour * HOUR + offset,
    observedAt: BASE,
    message: `at ${offset}`,
  }));
  const indexes = records.map((_, index) => index);
  return {
    batchId,
    partId: batchId,
    service,
    severity,
    records: toColumns(records),
    indexes,
    jsonBytes: 100 * records.length,
  };
}

/** Ids of the records of a part. */
export const idsOf = (part: BatchPart) => part.indexes.map((index) => recordId(part.batchId, index));

/** A store whose next insert of headers fails, before or after MongoDB has done it. */
export function withFault(store: Store, fault: 'before-header' | 'reply-lost'): Store {
  const db = new Proxy(store.db, {
    get(target, property) {
      if (property !== 'collection') return Reflect.get(target, property);
      return (name: string) => {
        const collection = target.collection(name);
        if (!name.startsWith('buckets_')) return collection;
        const insertMany = async (...args: Parameters<typeof collection.insertMany>) => {
          if (fault === 'reply-lost') await collection.insertMany(...args);
          throw new Error('connection reset by the test');
        };
        return new Proxy(collection, {
          get: (inner, key) => {
            if (key === 'insertMany') return insertMany;
            const value = Reflect.get(inner, key);
            return typeof value === 'function' ? value.bind(inner) : value;
          },
        });
      };
    },
  });
  return { ...store, db };
}
