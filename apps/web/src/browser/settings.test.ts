import { expect, test } from 'vitest';
import { createSetting } from './settings.ts';

const isNumber = (kept: unknown): kept is number => typeof kept === 'number' && kept < 100;

function storageOf(entries: Record<string, string>) {
  const kept = new Map(Object.entries(entries));
  const getItem = (key: string) => kept.get(key) ?? null;
  const setItem = (key: string, value: string) => void kept.set(key, value);
  return { kept, storage: () => ({ getItem, setItem }) };
}

test('a setting is kept with its version, beside those of others', () => {
  const { kept, storage } = storageOf({});
  const size = createSetting({ name: 'size', fallback: 1, isValid: isNumber }, storage);
  const width = createSetting({ name: 'width', fallback: 2, isValid: isNumber }, storage);
  expect([size.read(), width.read()]).toEqual([1, 2]);
  size.save(5);
  width.save(6);
  expect([size.read(), width.read()]).toEqual([5, 6]);
  expect(JSON.parse(kept.get('logwarren-settings') ?? '')).toEqual({ version: 1, size: 5, width: 6 });
});

test.each(['', 'x', 'null', '7', '[]', '{"size":"5"}', '{"size":100}', '{"__proto__":{"size":5}}'])(
  'what is kept as %j is as if it were not there',
  (text) => {
    const { storage } = storageOf({ 'logwarren-settings': text });
    const size = createSetting({ name: 'size', fallback: 1, isValid: isNumber }, storage);
    expect(size.read()).toBe(1);
    size.save(5);
    expect(size.read()).toBe(5);
  },
);

test('the settings of a newer page stay', () => {
  const { kept, storage } = storageOf({ 'logwarren-settings': '{"version":2,"theme":{"name":"dark"}}' });
  createSetting({ name: 'size', fallback: 1, isValid: isNumber }, storage).save(5);
  expect(JSON.parse(kept.get('logwarren-settings') ?? '')).toEqual({
    version: 2,
    theme: { name: 'dark' },
    size: 5,
  });
});

test('what an earlier build kept in an entry of its own counts until it is chosen anew', () => {
  const { storage } = storageOf({ 'logwarren-size': '7' });
  const size = createSetting({ name: 'size', fallback: 1, isValid: isNumber, formerKey: 'logwarren-size' }, storage);
  expect(size.read()).toBe(7);
  size.save(5);
  expect(size.read()).toBe(5);
});

test('a browser that keeps nothing gives the default and lets everything be chosen', () => {
  const refuse = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  const size = createSetting({ name: 'size', fallback: 1, isValid: isNumber }, refuse);
  size.save(5);
  expect(size.read()).toBe(1);
});
