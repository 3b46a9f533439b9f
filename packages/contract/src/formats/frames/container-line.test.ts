import { describe, expect, it } from 'vitest';
import { unwrapContainerLine } from './container-line.ts';

const VERSION = Number.POSITIVE_INFINITY;

describe('a line of Docker, by its text', () => {
  it.each([
    ['with a line break', 'order 7 placed\n', 'order 7 placed', false],
    ['that is empty', '\n', '', false],
    ['with escapes', 'say "hi"\tC:\\n\n', 'say "hi"\tC:\\n', false],
    ['that ends with an escape', 'C:\\', 'C:\\', true],
    ['that goes on', 'order', 'order', true],
    ['of the letter of a line break', 'n', 'n', true],
    ['that ends with this letter', 'on', 'on', true],
  ])('%s', (_, log, text, isPartial) => {
    const line = JSON.stringify({ log, stream: 'stderr', time: '2026-05-14T10:00:00.1Z' });
    expect(unwrapContainerLine(line, VERSION)).toEqual({ text, stream: 'docker stderr', isPartial, isContainer: true });
  });
});
