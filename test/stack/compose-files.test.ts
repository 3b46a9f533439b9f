import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fallbackPorts } from '@logwarren/common';
import { expect, test } from 'vitest';

/** The files of docker compose, read as text: needs no Docker. */

const ROOT = join(import.meta.dirname, '..', '..');
const HEALTH_PORTS = [9101, 9102, 9103, 9104, 9105];

test('collectors have metrics ports that no service which is started by hand takes by itself', () => {
  const text = readFileSync(join(ROOT, 'stack/compose/open-metrics.yml'), 'utf8');
  const [, from, to] = /COLLECTOR_HEALTH_PORTS:-(\d+)-(\d+)/.exec(text) ?? [];
  const others = HEALTH_PORTS.flatMap((port) => [port, ...fallbackPorts(port)]);
  expect(Number(to) - Number(from)).toBe(9);
  expect(others.filter((port) => port >= Number(from) && port <= Number(to))).toEqual([]);
});

test('no health check starts a Node', () => {
  for (const file of ['docker-compose.yml', 'Dockerfile']) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const checks = [...text.matchAll(/(?:healthcheck:\n(?: +.*\n)+|^HEALTHCHECK.*$)/gm)].map(([check]) => check);
    expect(checks.length).toBeGreaterThan(0);
    for (const check of checks) expect(check).not.toMatch(/\bnode\b/);
  }
});
