import { expect, test } from 'vitest';
import { createFormatSet } from './format-set.ts';

const MATCHING: [glob: string, path: string][] = [
  ['*.log', '/var/log/shop.log'],
  ['*.log', '/var/log/.shop.log'],
  ['.shop.log', '/var/log/.shop.log'],
  ['/var/log/*/*.log', '/var/log/.hidden/.shop.log'],
  ['/var/log/**/*.log', '/var/log/a/.b/shop.log'],
  ['/var/log/**', '/var/log/.shop.log'],
  ['/var/log/{shop,till}*.log', '/var/log/till-1.log'],
  ['/var/log/app[1].log', '/var/log/app1.log'],
  ['/var/log/app[1].log', '/var/log/app[1].log'],
  ['app[1].log', '/var/log/app[1].log'],
];

test.each(MATCHING)('%s is for %s', (glob, path) => {
  expect(formatOf([glob], path)).toBe('own');
});

test.each([
  ['*.log', '/var/log/shop.txt'],
  ['/var/log/*.log', '/var/log/a/shop.log'],
  ['.shop.log', '/var/log/shop.log'],
  ['/var/log/.*.log', '/var/log/shop.log'],
  ['shop', '/var/log/shop.log'],
])('%s is not for %s', (glob, path) => {
  expect(formatOf([glob], path)).toBeUndefined();
});

function formatOf(files: string[], path: string): string | undefined {
  return createFormatSet([{ own: { name: 'own' }, files }]).forPath(path)?.name;
}
