import { expect, test } from 'vitest';
import { splitLogin } from './split-login.ts';

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
