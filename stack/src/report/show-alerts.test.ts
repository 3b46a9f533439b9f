import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describeAlert, showAlerts } from './show-alerts.ts';

const directory = mkdtempSync(join(tmpdir(), 'logwarren-alerts-'));
afterAll(() => rmSync(directory, { recursive: true }));

const SEARCH = 'http://127.0.0.1:8080';

function firing(service: string): string {
  const fields = {
    alertService: service,
    count: 21,
    threshold: 20,
    windowS: 60,
    samples: ['früher', 'card declined\nat x'],
  };
  return `${JSON.stringify({ level: 'warn', time: new Date().toISOString(), ...fields, msg: 'Alert is firing.' })}\n`;
}

test('alerts are said as they are logged, with where their records are, and those of earlier runs are not', async () => {
  const file = join(directory, 'monitor.log');
  writeFileSync(file, firing('earlier'));
  const said: string[] = [];
  await using _alerts = await showAlerts({ file, searchUrl: SEARCH, say: (text) => said.push(text), pollMs: 5 });
  const line = firing('my shöp');
  appendFileSync(file, `{"msg":"Starting."}\nno JSON, alertService\n${line.slice(0, 60)}`);
  appendFileSync(file, line.slice(60));
  await expect.poll(() => said.length).toBe(1);
  expect(said[0]).toMatch(/^! \d\d:\d\d:\d\d ALERT my shöp: 21 errors in 60 s \(threshold 20\): card declined\n/);
  expect(said[0]).toContain(`${SEARCH}/?view=logs&from=15m&q=service%3A%22my%20sh%C3%B6p%22%20level%3A%3E%3Derror`);
  writeFileSync(file, '{"alertService":"a","durationS":75,"msg":"Alert is resolved."}\n');
  await expect.poll(() => said.length).toBe(2);
  expect(said[1]).toBe('✓ alert of a is over (75 s).');
});

test('a webhook that is given up is said with its reason', () => {
  const line = '{"alertService":"a","reason":"connection refused","msg":"Notification given up."}';
  expect(describeAlert(line, SEARCH)).toBe('! Notification given up. a: connection refused');
  expect(describeAlert('{"msg":"Starting."}', SEARCH)).toBeUndefined();
});
