import { expect, test } from 'vitest';
import { foldTrace } from './fold-trace.ts';

test('a long stack trace shows its message and the first frame of own code', () => {
  const foreign = Array.from(
    { length: 12 },
    (_, line) => `    at next (/app/node_modules/fastify/lib/route.js:${line}:3)`,
  );
  const own = '    at charge (/app/src/payment.ts:42:11)';
  const message = ['Error: card declined', ...foreign, own, '    at node:internal/process:1:1'].join('\n');
  expect(foldTrace(message)).toEqual({ shown: `Error: card declined\n${own}`, hidden: 13 });
});

test('short messages, and long ones without frames, are not cut in the middle of something', () => {
  expect(foldTrace('Error: x\n    at y (/z.js:1:1)')).toBeUndefined();
  const text = Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\n');
  expect(foldTrace(text)?.hidden).toBe(18);
});

test('a long trace without a frame of own code shows its message alone', () => {
  const frames = Array.from(
    { length: 12 },
    (_, line) => `    at next (/app/node_modules/fastify/lib/route.js:${line}:3)`,
  );
  expect(foldTrace(['Error: reset', ...frames].join('\n'))).toEqual({ shown: 'Error: reset', hidden: 12 });
});
