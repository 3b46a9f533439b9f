import { expect, test } from 'vitest';
import { type ScreenOptions, screenFor } from './screen.ts';

function screen(options: ScreenOptions, isTerminal: boolean, env: Record<string, string> = {}, columns = 120) {
  return screenFor(options, { env, isTerminal, columns: () => (isTerminal ? columns : undefined) });
}

const isColoured = (...given: Parameters<typeof screen>) => screen(...given).paint('bold', 'x') !== 'x';

test('text for people, JSON for pipes, unless the options say otherwise', () => {
  expect(screen({}, true).isText).toBe(true);
  expect(screen({}, false).isText).toBe(false);
  expect(screen({ json: true }, true).isText).toBe(false);
  expect(screen({ text: true }, false).isText).toBe(true);
  expect(screen({ color: 'always' }, false).isText).toBe(true);
  expect(screen({ color: 'always', json: true }, false).isText).toBe(false);
});

test('colours on a terminal that has them, where nobody objects', () => {
  expect(isColoured({}, true)).toBe(true);
  expect(isColoured({ text: true }, false)).toBe(false);
  expect(isColoured({}, true, { NO_COLOR: '1' })).toBe(false);
  expect(isColoured({}, true, { NO_COLOR: '' })).toBe(true);
  expect(isColoured({}, true, { TERM: 'dumb' })).toBe(false);
  expect(isColoured({ text: true }, false, { FORCE_COLOR: '1' })).toBe(true);
  expect(isColoured({ color: 'always' }, false, { NO_COLOR: '1' })).toBe(true);
  expect(isColoured({ color: 'never' }, true, { FORCE_COLOR: '1' })).toBe(false);
});

test('lines are as long as the terminal is wide, and elsewhere as long as they are', () => {
  expect(screen({}, true).columns).toBe(120);
  expect(screen({}, true, {}, 10).columns).toBe(40);
  expect(screen({ width: 80 }, true).columns).toBe(80);
  expect(screen({ width: 0 }, true).columns).toBe(Number.POSITIVE_INFINITY);
  expect(screen({ text: true }, false).columns).toBe(Number.POSITIVE_INFINITY);
});
