import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { look } from '../finding/find-files.ts';
import { openFound } from './open-found.ts';

const openNames = () => readdirSync('/proc/self/fd').length;

// The source looks at it again and again, so it once ran out of descriptors.
test.runIf(process.platform === 'linux')('a file that cannot be read is closed', async () => {
  const file = await look('/proc/self/mem');
  if (typeof file !== 'object') return expect.fail(String(file));
  const before = openNames();
  for (let i = 0; i < 20; i++) expect(await openFound(file, [])).toContain('EIO');
  expect(openNames()).toBeLessThan(before + 10);
});
