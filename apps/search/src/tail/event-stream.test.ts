import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { EventStream } from './event-stream.ts';

/** A response that keeps what is written. */
class Response extends EventEmitter {
  text = '';
  writableLength = 0;
  setHeader() {}
  writeHead() {}
  write(piece: string) {
    this.text += piece;
  }
}

/** What a browser does with ids: an event names one, and the last one named is sent when it comes back. */
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
    stream.record(id, '{}', highest);
    expect(lastEventId(response.text)).toBe(highest);
  }
  response.emit('close');
  const records = response.text.split('\n\n').filter((block) => block.includes('data: {}'));
  expect(records.map((block) => lastEventId(block))).toEqual(ids);
});
