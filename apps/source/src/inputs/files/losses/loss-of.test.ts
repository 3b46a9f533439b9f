import { expect, test } from 'vitest';
import { fingerprintOf } from '../bytes/fingerprint.ts';
import { lossOf } from './loss-of.ts';

const entry = {
  ...{ id: 'a', path: '/logs/app.log', firstPath: '/logs/app.log', device: '1', inode: '2' },
  fingerprint: fingerprintOf(Buffer.alloc(0)),
  offset: 8,
  seenMs: Date.parse('2026-11-30T10:00:00Z'),
};
const pending = [{ start: 8, end: 4_008, readAtMs: 0, parser: { format: 'raw' as const, fallbackService: 'app' } }];

test('a loss says when the file was last seen, and how long it was if that is known', () => {
  const seen = 'last seen at 2026-11-30T10:00:00.000Z';
  const unknown = 'anything written later is unknown';
  expect(lossOf({ ...entry, pending: [], sizeBytes: 8 }, 'deleted')).toMatchObject({
    bytes: 0,
    detail: `${seen} with 8 bytes, all of them sent; ${unknown}`,
  });
  expect(lossOf({ ...entry, pending, sizeBytes: 4_008 }, 'deleted')).toMatchObject({
    bytes: 4_000,
    detail: `${seen} with 4,008 bytes; ${unknown}`,
  });
  // Older builds did not write down how long the file was.
  expect(lossOf({ ...entry, pending }, 'deleted')).toMatchObject({ bytes: 4_000, detail: `${seen}; ${unknown}` });
});
