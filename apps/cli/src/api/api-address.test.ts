import { expect, test } from 'vitest';
import { parseAddress } from './api-address.ts';

test('an address is of HTTP where it has no scheme, and its login goes into a header, where no message shows it', () => {
  expect(parseAddress('http://127.0.0.1:8080/', '--url')).toEqual({ base: 'http://127.0.0.1:8080', headers: {} });
  expect(parseAddress('https://me:p%40ss@logs.example/prefix//?x#y', '--url')).toEqual({
    base: 'https://logs.example/prefix',
    headers: { authorization: `Basic ${btoa('me:p@ss')}` },
  });
  for (const host of ['localhost:28380', '127.0.0.1:8080', '[::1]:8080']) {
    expect(parseAddress(host, '--url').base).toBe(`http://${host}`);
  }
  for (const wrong of ['localhost', 'localhost:99999', 'logs', '', 'ftp://x', 'ftp:x', 'mailto:a@b']) {
    expect(() => parseAddress(wrong, '--url'), wrong).toThrow(/is not an address \(--url\); write http:\/\/HOST:PORT/);
  }
});
