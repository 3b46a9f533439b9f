import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, Readiness } from '@logwarren/common';
import type { LogBatch } from '@logwarren/contract';
import { JOINER_VERSION } from '@logwarren/contract/formats';
import { type OpenBatch, openBatch } from '@logwarren/contract/testing';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSourceMetrics } from '../metrics/source-metrics.ts';
import { claimStateDirectory } from '../state/state-directory.ts';
import { openJournalInput } from './journal.ts';

const SOON = { timeout: 60_000, interval: 5 };

/** Prints the entries after a cursor from a file `entries` in the journal, then new ones. */
const JOURNALCTL = `#!/bin/sh
after=-1
while [ $# -gt 0 ]; do
  case "$1" in
    --directory) shift; file=$1/entries ;;
    --after-cursor=*) after=\${1#*=} ;;
    -n) last=yes ;;
  esac
  shift
done
[ -z "$last" ] || exec tail -n 1 "$file"
exec tail -n "+$((after + 2))" -f "$file"
`;

let directory: string;
let journal: string;
let command: string;
let entries: number;
let batches: OpenBatch[];
let isConfirming: boolean;
const opened: { crash: () => Promise<void> }[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-journal-'));
  journal = join(directory, 'journal');
  mkdirSync(journal);
  writeFileSync(join(journal, 'entries'), '');
  command = script('journalctl', JOURNALCTL);
  entries = 0;
  batches = [];
  isConfirming = true;
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.crash();
  rmSync(directory, { recursive: true });
});

function script(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text, { mode: 0o755 });
  return path;
}

/** Adds an entry for each line that a unit prints; their cursors are their numbers. */
function print(...texts: string[]): void {
  const lines = texts.map((text) => {
    const place = { __CURSOR: String(entries++), __REALTIME_TIMESTAMP: '1778752800123456' };
    return JSON.stringify({ ...place, _TRANSPORT: 'stdout', _STREAM_ID: 'a1', _PID: '813', MESSAGE: text });
  });
  appendFileSync(join(journal, 'entries'), lines.map((line) => `${line}\n`).join(''));
}

async function follow(flushMs = 30, more: { journal?: string; command?: string } = {}) {
  const giveUp = new AbortController();
  const log = createLogger('test', 'silent' as never);
  const failures: unknown[] = [];
  await using opening = new AsyncDisposableStack();
  const state = opening.use(await claimStateDirectory({ directory: join(directory, 'state'), isGiven: true, log }));
  const send = (batch: LogBatch) => {
    batches.push(openBatch(batch));
    if (isConfirming) return Promise.resolve();
    const { promise, reject } = Promise.withResolvers<void>();
    giveUp.signal.addEventListener('abort', () => reject(giveUp.signal.reason));
    return promise;
  };
  opening.use(
    await openJournalInput({
      ...{ journal, command, state, start: 'beginning', flushMs, parser: {}, log, giveUp: giveUp.signal },
      sender: { accepting: true, send },
      metrics: createSourceMetrics(new Registry()),
      readiness: new Readiness(log),
      onFailure: (error) => failures.push(error),
      ...more,
    }),
  );
  const input = opening.move();
  const stop = async () => {
    await input[Symbol.asyncDispose]();
    expect(failures).toEqual([]);
  };
  const crash = () => {
    giveUp.abort(new Error('crash'));
    return stop();
  };
  opened.push({ crash });
  return { crash, stop };
}

/** Messages as a collector stores them: those of each batch once, in any order. */
const messages = () =>
  [...new Map(batches.map((batch) => [batch.id, batch])).values()].flatMap((batch) =>
    batch.records.map(({ message }) => message),
  );

async function seen(...expected: string[]) {
  await vi.waitFor(() => expect(messages().toSorted()).toEqual(expected.toSorted()), SOON);
}

const TRACE = ['Traceback (most recent call last):', '  File "/app/a.py", line 3, in pay', 'ValueError: no card'];
const MINUTES_MS = 600_000;

describe('a trace that a unit prints', () => {
  test('is one record, though its lines come one by one', async () => {
    await follow(1_000);
    for (const line of TRACE) print(line);
    await seen(TRACE.join('\n'));
  });

  test('is sent when a further record of its stream begins, whatever the quiet time', async () => {
    await follow(MINUTES_MS);
    print(...TRACE, 'ready', 'steady');
    await seen(TRACE.join('\n'), 'ready');
  });

  test('that is open at a stop is read by the next source', async () => {
    print('ready', ...TRACE.slice(0, 2));
    const { stop } = await follow(MINUTES_MS);
    await seen('ready');
    await stop();
    print(...TRACE.slice(2));
    await follow();
    await seen('ready', TRACE.join('\n'));
  });

  test.each([1, 2, 3])('is neither lost nor repeated when the source is killed anywhere: %i', async (seed) => {
    const expected: string[] = [];
    for (let round = 0; round < 5; round++) {
      const number = `order ${seed}.${round}`;
      // The kill is in the middle of a trace, or after it, with all chunks confirmed or none.
      const cut = (seed * 7 + round * 5) % (TRACE.length + 1);
      isConfirming = (seed + round) % 3 !== 0;
      print(number, ...TRACE.slice(0, cut));
      expected.push(number, TRACE.join('\n'));
      const { crash } = await follow(MINUTES_MS);
      // Records that a further line has shown to be complete.
      await seen(...expected.slice(0, cut === 0 ? -2 : -1));
      await crash();
      print(...TRACE.slice(cut));
    }
    isConfirming = true;
    await follow();
    await seen(...expected);
    expect(new Set(batches.map(({ id }) => id)).size).toBeLessThan(batches.length);
  });
});

describe('ranges that were pending', () => {
  const restartAs = async (joiner: string) => {
    isConfirming = false;
    print(...TRACE);
    const { crash } = await follow();
    await seen(TRACE.join('\n'));
    await crash();
    const file = join(directory, 'state', 'journal.json');
    const written = readFileSync(file, 'utf8');
    expect(written).toContain(`"joiner":${JOINER_VERSION},`);
    writeFileSync(file, written.replace(`"joiner":${JOINER_VERSION},`, joiner));
    batches = [];
    await follow();
  };

  test('are the same batches again', async () => {
    await restartAs(`"joiner":${JOINER_VERSION},`);
    await seen(TRACE.join('\n'));
  });

  test.each(['"joiner":5,', '"joiner":3,', ''])(
    'of a build before (%s) have a record for each entry',
    async (joiner) => {
      await restartAs(joiner);
      await seen(...TRACE);
    },
  );
});

describe('a command that stands in for journalctl', () => {
  const wrapper = (before: string) => script('wrapper', `#!/bin/sh\n${before}\n${command} "$@"\ntrue\n`);

  test.each([
    ['leaves it alive', ''],
    ['does not end when it is asked to', "trap '' TERM"],
  ])('and %s does not hold up a stop', async (_how, before) => {
    print('one', 'two');
    const { stop } = await follow(30, { command: wrapper(before) });
    await seen('one', 'two');
    await stop();
    print('three');
    await follow();
    await seen('one', 'two', 'three');
  });
});

describe('a journal that a link names', () => {
  const asLink = () => {
    const link = join(directory, 'link');
    symlinkSync(journal, link);
    return link;
  };

  test('is read on under its own name, and the other way round', async () => {
    const link = asLink();
    for (const [round, name] of [link, journal, link].entries()) {
      print(`order ${round}`);
      const { stop } = await follow(30, { journal: name });
      await seen(...Array.from({ length: round + 1 }, (_, i) => `order ${i}`));
      await stop();
    }
    expect(JSON.parse(readFileSync(join(directory, 'state', 'journal.json'), 'utf8')).journals).toHaveLength(1);
  });

  test('is read on where a build before has written down the link alone', async () => {
    const link = asLink();
    print('one');
    const { stop } = await follow(30, { journal: link });
    await seen('one');
    await stop();
    const file = join(directory, 'state', 'journal.json');
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replace(/"realPath":"[^"]{1,500}",?/, '')
        .replace(',}', '}'),
    );
    expect(readFileSync(file, 'utf8')).toMatch(/"journal":"[^"]{1,500}link"(?!.*realPath)/);
    print('two');
    await follow();
    await seen('one', 'two');
  });

  test('is another one when the link has been set anew', async () => {
    const link = asLink();
    print('one');
    const { stop } = await follow(30, { journal: link });
    await seen('one');
    await stop();
    journal = join(directory, 'other');
    mkdirSync(journal);
    entries = 0;
    print('two');
    unlinkSync(link);
    symlinkSync(journal, link);
    await follow(30, { journal: link });
    await seen('one', 'two');
  });
});
