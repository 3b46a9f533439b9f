import { Binary } from 'mongodb';
import type { Candidate } from './candidate.ts';

/** Sets of buckets for tests, generated from a seed, so that they are the same in every run. */

/** A bucket and the values that its records have. */
export interface TestBucket extends Candidate {
  /** Records by value. */
  counts: Map<string, number>;
}

/** Service `s` says value `v` in so many of its records, only in a part of the time, and in some buckets far more. */
interface Habit {
  value: string;
  share: number;
  fromShare: number;
  toShare: number;
  /** 0: the same in every bucket; 5: nearly all in a few. */
  clumping: number;
}

/**
 * Buckets of a few services, of which one says more than all others together; values that everybody has, that one service
 * has, that come in bursts, in a few buckets, or in an incident of minutes.
 */
export function skewedBuckets(random: () => number): TestBucket[] {
  const buckets: TestBucket[] = [];
  const services = 2 + Math.floor(random() * 20);
  const usual = 50 + random() * 400;
  for (let service = 0; service < services; service++) {
    const count = Math.ceil((600 * random()) / (service + 1) ** (0.5 + random()));
    const habits = someHabits(service, random);
    for (let i = 0; i < count; i++) buckets.push(bucketAt(buckets.length, service, i / count, usual, habits, random));
  }
  return buckets;
}

function someHabits(service: number, random: () => number): Habit[] {
  return Array.from({ length: 3 + Math.floor(random() * 8) }, (_, i): Habit => {
    const fromShare = random() < 0.5 ? 0 : random();
    return {
      value: random() < 0.5 ? `v${i}` : `v${service}-${i}`,
      share: random() ** 4,
      fromShare,
      toShare: fromShare === 0 ? 1 : fromShare + random() ** 3,
      clumping: random() * 5,
    };
  });
}

function bucketAt(
  index: number,
  service: number,
  at: number,
  usual: number,
  habits: readonly Habit[],
  random: () => number,
): TestBucket {
  const records = Math.max(1, Math.round(Math.min(1_000, usual * Math.exp(2 * (random() - 0.7)))));
  const counts = new Map<string, number>();
  for (const { value, share, fromShare, toShare, clumping } of habits) {
    if (at < fromShare || at > toShare) continue;
    // Its mean is 1: the more clumping, the rarer and the larger.
    const rarity = Math.exp(-clumping * random() * 2);
    const factor = random() < rarity ? 1 / rarity : 0;
    const matches = Math.floor(Math.min(1, share * factor) * records + random());
    if (matches > 0) counts.set(value, (counts.get(value) ?? 0) + Math.min(records, matches));
  }
  const id = Buffer.alloc(16);
  id.writeUInt32BE(index, 8);
  return { _id: new Binary(id), service: `s${service}`, severityNumber: 9, fromMs: at * 1e6, records, counts };
}

/** A service that says most of all, in a minute: buckets of 1,000 records; and streams of [how many, buckets, records]. */
export function loudMinute(random: () => number, loud: number, [streams, each, records]: number[]): TestBucket[] {
  const buckets: TestBucket[] = [];
  const add = (service: string, at: number, size: number, counts: Map<string, number>) => {
    const id = Buffer.alloc(16);
    id.writeUInt32BE(Math.floor(random() * 2 ** 32), 8);
    id.writeUInt32BE(buckets.length, 12);
    buckets.push({ _id: new Binary(id), service, severityNumber: 9, fromMs: at * 60_000, records: size, counts });
  };
  for (let i = 0; i < loud; i++) {
    const counts = new Map([['even', 270 + Math.round(60 * random())]]);
    if (random() < 0.3) counts.set('in whole buckets', 1_000);
    add('loud', i / loud, 1_000, counts);
  }
  for (let i = 0; i < (streams ?? 0) * (each ?? 0); i++)
    add(`quiet-${i % (streams ?? 1)}`, random(), records ?? 1, new Map());
  return buckets;
}

/** One service that says nearly everything, in full buckets, and many small ones of any size; values as above. */
export function hugeStream(random: () => number): TestBucket[] {
  const buckets: TestBucket[] = [];
  const addService = (service: number, count: number, usual: number) => {
    const habits = someHabits(service, random);
    for (let i = 0; i < count; i++) buckets.push(bucketAt(buckets.length, service, i / count, usual, habits, random));
  };
  addService(0, 800 + Math.floor(1_200 * random()), 900);
  const services = 5 + Math.floor(40 * random());
  for (let service = 1; service <= services; service++) {
    addService(service, 1 + Math.floor(40 * random() ** 2), 1 + 300 * random() ** 2);
  }
  return buckets;
}

/** A service whose buckets differ by chance alone. */
export function evenBuckets(count: number, random: () => number): TestBucket[] {
  const habit: Habit = { value: 'v', share: 0.3, fromShare: 0, toShare: 1, clumping: 0 };
  return Array.from({ length: count }, (_, i) => {
    const bucket = bucketAt(i, 0, i / count, 400, [habit], random);
    const matches = Array.from({ length: bucket.records }, () => random() < 0.3).filter(Boolean).length;
    return { ...bucket, counts: new Map([['v', matches]]) };
  });
}

/** A bucket and the tags that each of its records has. */
interface TaggedBucket extends Candidate {
  tags: string[][];
}

/** Buckets of records with several values each: some services, and some stretches of time, have far more than others. */
export function taggedBuckets(random: () => number): TaggedBucket[] {
  const buckets: TaggedBucket[] = [];
  const services = 1 + Math.floor(4 * random());
  for (let service = 0; service < services; service++) {
    const usual = 1 + 6 * random();
    const wild = random();
    const count = 40 + Math.floor(100 * random());
    for (let i = 0; i < count; i++) {
      const each = Math.max(1, Math.round(usual * Math.exp(wild * (2 * random() - 1))));
      const tags = Array.from({ length: 5 + Math.floor(25 * random()) }, () => someTags(each, random));
      const id = Buffer.alloc(16);
      id.writeUInt32BE(Math.floor(random() * 2 ** 32), 8);
      id.writeUInt32BE(buckets.length, 12);
      const at = (i / count) * 1e6;
      buckets.push({
        _id: new Binary(id),
        service: `s${service}`,
        severityNumber: 9,
        fromMs: at,
        records: tags.length,
        tags,
      });
    }
  }
  return buckets;
}

function someTags(count: number, random: () => number): string[] {
  return [...new Set(Array.from({ length: count }, () => `t${Math.floor(60 * random() ** 2)}`))];
}
