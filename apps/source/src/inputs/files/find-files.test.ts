import { describe, expect, it } from 'vitest';
import { madeNsOf } from './find-files.ts';

describe('when a file was made', () => {
  it('is what the file system says', () => {
    expect(madeNsOf({ birthtimeNs: 100n, ctimeNs: 200n })).toBe('100');
  });

  it('is not known where the file system says nothing, or gives the time of the last change for it', () => {
    expect(madeNsOf({ birthtimeNs: 0n, ctimeNs: 200n })).toBeUndefined();
    expect(madeNsOf({ birthtimeNs: 200n, ctimeNs: 200n })).toBeUndefined();
  });
});
