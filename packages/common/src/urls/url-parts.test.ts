import { expect, test } from 'vitest';
import { dropParameters, splitLogin } from './url-parts.ts';

test.each([
  ['mongodb://h/db', 'mongodb://h/db', []],
  ['mongodb://u:p?w=1@h1:1,h2:2/db?w=1&tls=true', 'mongodb://u:p?w=1@h1:1,h2:2/db?tls=true', ['w']],
  ['mongodb://h/?W=0&w=majority', 'mongodb://h/?w=majority', ['W']],
  ['mongodb://h/?w=1', 'mongodb://h/', ['w']],
])('%s without weak writes is %s', (url, rest, dropped) => {
  expect(dropParameters(url, (name, value) => name === 'w' && value !== 'majority')).toEqual({ url: rest, dropped });
});

test.each([
  ['https://h/x?y=1', 'https://h/x?y=1', undefined],
  ['https://alice:pw@h/x', 'https://h/x', 'alice:pw'],
  ['https://alice:p%40%2F%25@h/x', 'https://h/x', 'alice:p@/%'],
  ['https://token@h/', 'https://h/', 'token:'],
  ['https://:pw@h/', 'https://h/', ':pw'],
  ['https://alice:100%@h/', 'https://h/', 'alice:100%'],
  ['https://al%C3%A4ce:p%C3%A4@h/', 'https://h/', 'aläce:pä'],
])('%s is asked for at %s', (url, address, login) => {
  const authorization = login === undefined ? undefined : `Basic ${Buffer.from(login).toString('base64')}`;
  expect(splitLogin(new URL(url))).toEqual({ address, headers: authorization ? { authorization } : {} });
});
