import { beforeEach, expect, test } from 'vitest';
import type { Logger } from '../log/logger.ts';
import { Readiness } from './readiness.ts';

const lines: string[] = [];
const log = {
  info: (fields: { dependency: string }, text: string) => lines.push(`info ${fields.dependency} ${text}`),
  warn: (fields: { dependency: string }, text: string) => lines.push(`warn ${fields.dependency} ${text}`),
} as unknown as Logger;

beforeEach(() => {
  lines.length = 0;
});

test('a service is ready when all its dependencies are', () => {
  const readiness = new Readiness(log);
  expect(readiness.ready).toBe(true);
  readiness.expect('a');
  readiness.expect('b');
  expect(readiness.ready).toBe(false);
  readiness.report('a', true, 'here');
  expect(readiness.ready).toBe(false);
  readiness.report('b', true, 'here');
  expect(readiness.ready).toBe(true);
  readiness.report('a', false, 'gone');
  expect(readiness.ready).toBe(false);
  expect(readiness.states).toMatchObject({ a: { ready: false, detail: 'gone' }, b: { ready: true, detail: 'here' } });
});

test('each change is one line of the log, repeating a state writes nothing', () => {
  const readiness = new Readiness(log);
  readiness.expect('broker');
  expect(lines).toEqual([]);
  for (const detail of ['refused', 'refused', 'timeout']) readiness.report('broker', false, detail);
  for (let i = 0; i < 3; i++) readiness.report('broker', true, 'there');
  readiness.report('broker', false, 'closed');
  readiness.report('broker', true, 'there');
  expect(lines.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'warn broker',
    'info broker',
    'warn broker',
    'info broker',
  ]);
});

test('announcing a dependency again does not forget its state', () => {
  const readiness = new Readiness(log);
  readiness.report('a', true, 'here');
  readiness.expect('a');
  expect(readiness.ready).toBe(true);
});

test('the state shows since when it holds', () => {
  const readiness = new Readiness(log);
  const before = Date.now();
  readiness.report('a', false, 'gone');
  const since = readiness.states.a?.since ?? 0;
  expect(since).toBeGreaterThanOrEqual(before);
  readiness.report('a', false, 'still gone');
  expect(readiness.states.a?.since).toBe(since);
});

test('a stand-in for a dependency keeps the service ready, and hides nothing', () => {
  const readiness = new Readiness(log);
  readiness.report('broker', false, 'gone');
  readiness.report('spool', true, 'here');
  expect(readiness.ready).toBe(false);
  readiness.standIn('broker', 'spool');
  expect(readiness.ready).toBe(true);
  expect(readiness.states).toMatchObject({ broker: { ready: false }, spool: { ready: true } });
  readiness.report('spool', false, 'full');
  expect(readiness.ready).toBe(false);
  readiness.report('broker', true, 'back');
  expect(readiness.ready).toBe(false);
});
