import { expect, test } from 'vitest';
import { dropParameters } from './drop-parameters.ts';

test.each([
  ['mongodb://h/db', 'mongodb://h/db', []],
  ['mongodb://u:p?w=1@h1:1,h2:2/db?w=1&tls=true', 'mongodb://u:p?w=1@h1:1,h2:2/db?tls=true', ['w']],
  ['mongodb://h/?W=0&w=majority', 'mongodb://h/?w=majority', ['W']],
  ['mongodb://h/?w=1', 'mongodb://h/', ['w']],
])('%s without weak writes is %s', (url, rest, dropped) => {
  expect(dropParameters(url, (name, value) => name === 'w' && value !== 'majority')).toEqual({ url: rest, dropped });
});
