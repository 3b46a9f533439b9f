import { expect, test } from 'vitest';
import type { ApiClient } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
import { followTail } from './tail-client.ts';

const encoder = new TextEncoder();

/** A stream of events, cut into pieces of a few bytes. */
function answer(text: string): Response {
  const bytes = encoder.encode(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 5) }, (_, i) => bytes.slice(i * 5, i * 5 + 5));
  return new Response(ReadableStream.from(pieces));
}

/** Follows what the answers say, until the last of them is over. */
async function follow(answers: (() => Response)[]) {
  const ending = new AbortController();
  const told: unknown[] = [];
  const asked: unknown[] = [];
  let lastId: string | undefined;
  const open: ApiClient['open'] = async (path, headers) => {
    asked.push([path, headers['last-event-id']]);
    const next = answers.shift();
    if (next !== undefined) return next();
    ending.abort(new Error('over'));
    throw ending.signal.reason;
  };
  const following = followTail(
    {
      api: { open } as ApiClient,
      filter: { q: 'ü x', from: '1h' },
      lastId: () => lastId,
      wasReached: false,
      signal: ending.signal,
      firstWaitMs: 1,
    },
    {
      async onRecords(records) {
        told.push(...records.map(({ json }) => JSON.parse(json)));
        lastId = records.at(-1)?.id;
        if (answers.length === 0) ending.abort(new Error('over'));
      },
      onDropped: (count) => told.push({ dropped: count }),
      onNote: (sentence) => told.push(sentence),
      onGap: (after) => told.push({ gap: after }),
      onLive: (isLive) => told.push({ live: isLive }),
      onLost: () => told.push('lost'),
      onConnected: (isAgain) => told.push(isAgain ? 'again' : 'connected'),
    },
  );
  await expect(following).rejects.toThrow();
  return { told, asked };
}

test('events are told in order; after a loss it goes on behind the last record', async () => {
  const { asked, told } = await follow([
    () =>
      answer(
        'retry: 1000\n\nevent: status\ndata: {"live":true}\n\n: still here\n\nid: 1\ndata: {"m":"größer"}\n\n' +
          'event: dropped\ndata: {"count":12}\n\nid: 2\ndata: {"m":2}\n\nevent: gap\ndata: {"after":"1"}\n\n',
      ),
    () => answer('id: 3\ndata: {"m":3}\n\n'),
  ]);
  expect(told).toEqual([
    'connected',
    { live: true },
    { m: 'größer' },
    { dropped: 12 },
    { m: 2 },
    { gap: '1' },
    'lost',
    'again',
    { m: 3 },
    'lost',
  ]);
  expect(asked).toEqual([
    ['/logs/tail?q=%C3%BC+x', undefined],
    ['/logs/tail?q=%C3%BC+x', '2'],
  ]);
});

test('who cannot be reached at the first time is an error, and so is a refusal at any', async () => {
  const refuse = (status?: number) => () => {
    throw new ApiError('no', status === undefined ? {} : { status });
  };
  expect((await follow([refuse()])).told).toEqual([]);
  expect((await follow([() => answer(''), refuse(400)])).told).toEqual(['connected', 'lost']);
});

test('after a loss it goes on from the place that the service named, not from the highest record', async () => {
  // A gap is being filled: 9 came, 4 is still to come.
  const { asked } = await follow([
    () => answer('id: 9\ndata: {"m":"é"}\n\nid: 3\n\n: still here\n\nid: 8\ndata: {"m":'),
    () => answer('id: 4\ndata: {"m":4}\n\n'),
    () => answer('id: 5\ndata: {"m":5}\n\n'),
  ]);
  expect(asked.map((each) => (each as unknown[])[1])).toEqual([undefined, '3', '4']);
});
