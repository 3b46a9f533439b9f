import { expect, test } from 'vitest';
import { parseAddress } from './api-address.ts';

test('an address has a scheme, and its login goes into a header, where no message shows it', () => {
  expect(parseAddress('http://127.0.0.1:8080/', '--url')).toEqual({ base: 'http://127.0.0.1:8080', headers: {} });
  expect(parseAddress('https://me:p%40ss@logs.example/prefix//?x#y', '--url')).toEqual({
    base: 'https://logs.example/prefix',
    headers: { authorization: `Basic ${btoa('me:p@ss')}` },
  });
  for (const wrong of ['localhost:8080', '127.0.0.1:8080', 'logs', '', 'ftp://x']) {
    expect(() => parseAddress(wrong, '--url'), wrong).toThrow(/is not an address \(--url\); write http:\/\/HOST:PORT/);
  }
});
