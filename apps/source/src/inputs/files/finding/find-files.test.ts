import { describe, expect, it } from 'vitest';
import { byAge, inodeOf, keyOf, madeNsOf, withSlashes } from './find-files.ts';

describe('when a file was made', () => {
  it('is what the file system says', () => {
    expect(madeNsOf({ birthtimeNs: 100n, ctimeNs: 200n })).toBe('100');
  });

  it('is not known where the file system says nothing, or gives the time of the last change for it', () => {
    expect(madeNsOf({ birthtimeNs: 0n, ctimeNs: 200n })).toBeUndefined();
    expect(madeNsOf({ birthtimeNs: 200n, ctimeNs: 200n })).toBeUndefined();
  });
});

describe('a file on a file system without inodes', () => {
  it('is distinguished from others by its path', () => {
    const [one, other] = ['/share/a.log', '/share/b.log'].map((path) => ({ device: '7', inode: inodeOf(0n, path) }));
    expect(one).toEqual({ device: '7', inode: '/share/a.log' });
    expect(keyOf(one as { device: string; inode: string })).not.toBe(keyOf(other as { device: string; inode: string }));
    expect(inodeOf(2n ** 63n + 1n, '/a.log')).toBe('9223372036854775809');
  });
});

describe('a pattern', () => {
  it('may be written with the backslashes of Windows there, and keeps them as escapes elsewhere', () => {
    expect(withSlashes(String.raw`C:\logs\**\shop*.log`, '\\')).toBe('C:/logs/**/shop*.log');
    expect(withSlashes(String.raw`\\server\share\*.log`, '\\')).toBe('//server/share/*.log');
    expect(withSlashes(String.raw`/logs/\[a\].log`, '/')).toBe(String.raw`/logs/\[a\].log`);
  });
});

describe('the order of files', () => {
  const sorted = (...files: [path: string, modifiedMs: number][]) =>
    files
      .map(([path, modifiedMs]) => ({ path, modifiedMs, device: '7', inode: path, madeNs: undefined, sizeBytes: 1 }))
      .sort(byAge)
      .map(({ path }) => path);

  it('is that of their last changes', () => {
    expect(sorted(['a.log', 30], ['a.log.1', 20], ['a.log.2', 10])).toEqual(['a.log.2', 'a.log.1', 'a.log']);
    expect(sorted(['a.log.2', 30], ['a.log.1', 20])).toEqual(['a.log.1', 'a.log.2']);
  });

  it('is that of their numbers where a compressed file may have the time of the plain one rounded up', () => {
    expect(sorted(['a.log.1', 10.9], ['a.log.2.gz', 11])).toEqual(['a.log.2.gz', 'a.log.1']);
    expect(sorted(['a.log.1', 10.9], ['a.log.2.gz', 11.0002])).toEqual(['a.log.2.gz', 'a.log.1']);
    expect(sorted(['a.log.1', 10.9], ['a.log.2.gz', 10])).toEqual(['a.log.2.gz', 'a.log.1']);
  });

  it('is that of fractions of a millisecond where names have no numbers', () => {
    expect(sorted(['a.log', 10.9], ['a.log-20261130', 10.2])).toEqual(['a.log-20261130', 'a.log']);
  });
});
