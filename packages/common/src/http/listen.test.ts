import { describe, expect, test } from 'vitest';
import { ListenError, type ListenWish, listenOn } from './listen.ts';

const warnings: object[] = [];
const log = { warn: (fields: object) => void warnings.push(fields) } as unknown as ListenWish['log'];
const wish = { prefix: 'SOURCE', host: '127.0.0.1', port: 9101, log };
const failure = (code: string) => Object.assign(new Error(`listen ${code}`), { code });

/** Listens on ports that are not taken. */
const besides =
  (...taken: number[]) =>
  async (port: number) => {
    if (taken.includes(port)) throw failure('EADDRINUSE');
    return port;
  };

describe('the default port', () => {
  test('is taken when it is free, without a word', async () => {
    warnings.length = 0;
    expect(await listenOn({ ...wish, isGiven: false }, besides(9111))).toBe(9101);
    expect(warnings).toEqual([]);
  });

  test('gives way to one that is no default of another service, with a warning', async () => {
    warnings.length = 0;
    expect(await listenOn({ ...wish, isGiven: false }, besides(9101, 9111))).toBe(9121);
    expect(warnings).toEqual([{ taken: 9101, port: 9121 }]);
  });

  test('gives way to any when all are taken', async () => {
    const listen = async (port: number) => (port === 0 ? port : Promise.reject(failure('EADDRINUSE')));
    expect(await listenOn({ ...wish, isGiven: false }, listen)).toBe(0);
  });
});

test('a port that was asked for is that port or an error', async () => {
  const listening = listenOn({ ...wish, isGiven: true }, besides(9101));
  await expect(listening).rejects.toThrow(ListenError);
  await expect(listening).rejects.toThrow('the port is in use; set SOURCE_PORT to another port');
});

test.each(['ENOTFOUND', 'EADDRNOTAVAIL'])('a wrong host is not blamed on the port: %s', async (code) => {
  const listening = listenOn({ ...wish, host: '999.1.1.1', isGiven: false }, () => Promise.reject(failure(code)));
  await expect(listening).rejects.toThrow(/set SOURCE_HOST to an address of this machine/);
});
