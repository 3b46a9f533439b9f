import { expect, test } from 'vitest';
import { parseAddress } from '../address/address.ts';
import { pageTitle } from './page-title.ts';

test.each([
  ['', 'Overview · Logwarren'],
  ['?q=service:checkout%20%20%0Atimeout', 'service:checkout timeout · Logs · Logwarren'],
  ['?view=patterns', 'Patterns · Logwarren'],
  ['?view=dead-letters&q=left%20from%20logs', 'Dead letters · Logwarren'],
  ['?view=logs&q=%E2%80%AE', '[U+202E] · Logs · Logwarren'],
])('%s is called %s', (search, title) => {
  expect(pageTitle(parseAddress(search))).toBe(title);
});
