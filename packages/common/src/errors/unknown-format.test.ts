import { describe, expect, it } from 'vitest';
import { knownFormat, UnknownFormatError } from './unknown-format.ts';

describe('knownFormat', () => {
  it('takes what was written before there were versions for version 0', () => {
    expect(knownFormat('it', undefined, 1)).toBe(0);
    expect(knownFormat('it', null, 1)).toBe(0);
  });

  it('takes every version up to the newest', () => {
    expect([0, 1, 2].map((version) => knownFormat('it', version, 2))).toEqual([0, 1, 2]);
  });

  it.each([2, -1, 0.5, Number.NaN, '1', {}, []])('refuses %j and says what to do', (found) => {
    expect(() => knownFormat('the spool', found, 1)).toThrow(UnknownFormatError);
    expect(() => knownFormat('the spool', found, 1)).toThrow(
      /^the spool has format .+formats up to 1: run a newer build$/,
    );
  });
});
