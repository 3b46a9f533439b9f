import { expect, test } from 'vitest';
import { ScanTimes } from './scan-times.ts';

/**
 * Scan times with a poll of 250 ms, after two scans that took so much processor time, the last from moment 1,000 on.
 */
function after(wallMs: number, cpuMs: number, isStale = false, firstCpuMs = cpuMs): ScanTimes {
  let used = 0;
  const times = new ScanTimes(250, () => used);
  times.begin(0);
  used = firstCpuMs;
  times.end(1_000, false);
  times.begin(1_000);
  used += cpuMs;
  times.end(1_000 + wallMs, isStale);
  return times;
}

test.each([
  ['a short scan, after the poll', 1, 1, 1_251],
  ['a longer one, after fifty times its processor time', 20, 10, 1_520],
  ['one that waited for the disk or for other processes, no later', 400, 10, 1_900],
  ['one beside other work of the process, after fifty times its own length', 10, 400, 1_510],
  ['a very long one, after ten seconds', 900, 800, 11_900],
])('a scan follows %s', (_, wallMs, cpuMs, nextMs) => {
  expect(after(wallMs, cpuMs).nextMs).toBe(nextMs);
});

test('a scan follows at once when a path named another file by the time when it was opened', () => {
  expect(after(100, 100, true).nextMs).toBe(1_100);
});

test('an event starts a scan earlier, after ten times the processor time of the last one', () => {
  const times = after(20, 10);
  times.hurry();
  expect(times.nextMs).toBe(1_120);
  times.hurry();
  expect(times.nextMs).toBe(1_120);
});

test('a scan that was expensive once puts off nothing', () => {
  expect(after(900, 800, false, 1).nextMs).toBe(3_900);
});

test('an event during a scan starts the next one as early as an event after it', () => {
  let used = 0;
  const times = new ScanTimes(250, () => used);
  for (const atMs of [0, 1_000]) {
    times.begin(atMs);
    times.hurry();
    used += 60;
    times.end(atMs + 60, false);
  }
  expect(times.nextMs).toBe(1_660);
  times.begin(1_660);
  used += 60;
  times.end(1_720, false);
  expect(times.nextMs).toBe(4_720);
});
