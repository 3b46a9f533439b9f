import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { EventStream } from './event-stream.ts';

/** A response that keeps everything written to it. */
class Response extends EventEmitter {
  text = '';
  writableLength = 0;
  writableNeedDrain = false;
  writableEnded = false;
  setHeader() {}
  writeHead() {}
  write(piece: string) {
    this.text += piece;
  }
}

/** Handles ids as a browser does: an event sets one, and a browser that reconnects sends the last one set. */
function lastEventId(text: string): string | undefined {
  return [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1];
}

test('an event has the id of its record, and a client that comes back names the one it is to go on from', () => {
  const response = new Response();
  const stream = new EventStream(response as unknown as ServerResponse, {});
  const ids = ['b', 'd', 'a', 'c', 'e'].map((digit) => `019aa5c2-7f31-7b1e-9c44-5d0f3a2b000${digit}`);
  let highest = '';
  for (const id of ids) {
    if (id > highest) highest = id;
    stream.record({ id, json: '{}', goOnId: () => highest });
    expect(lastEventId(response.text)).toBe(highest);
  }
  response.emit('close');
  const records = response.text.split('\n\n').filter((block) => block.includes('data: {}'));
  expect(records.map((block) => lastEventId(block))).toEqual(ids);
});

test('what was missed waits for the client, and live records behind it, up to a megabyte', async () => {
  const response = new Response();
  const stream = new EventStream(response as unknown as ServerResponse, {});
  const event = (id: string, json = '{}') => ({ id, json, goOnId: () => id });
  const { signal } = new AbortController();
  response.writableNeedDrain = true;
  const sent = stream.missed([event('m1'), event('m2')], signal);
  stream.record(event('live 1', 'x'.repeat(2 ** 20 + 1)));
  stream.record(event('live 2'));
  stream.record(event('live 3'));
  expect(response.text).not.toMatch(/^id: /m);
  response.writableNeedDrain = false;
  response.emit('drain');
  await sent;
  stream.goOnLive();
  response.emit('close');
  const ids = [...response.text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id);
  expect(ids).toEqual(['m1', 'm2', 'live 1']);
  expect(response.text).toContain('event: dropped\ndata: {"count":2}');
});

test('sending what was missed ends when its time is up', async () => {
  const response = new Response();
  const stream = new EventStream(response as unknown as ServerResponse, {});
  response.writableNeedDrain = true;
  const timeIsUp = new AbortController();
  const sent = stream.missed([{ id: 'm', json: '{}', goOnId: () => 'm' }], timeIsUp.signal);
  timeIsUp.abort(new Error('too slow'));
  await expect(sent).rejects.toThrow('too slow');
  response.emit('close');
});
