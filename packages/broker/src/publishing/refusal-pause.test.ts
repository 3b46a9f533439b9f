import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RefusalPause } from './refusal-pause.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A pause, its log lines, and how often it ended. */
function createPause() {
  const logged: string[] = [];
  const onEnd = vi.fn();
  const pause = new RefusalPause(
    {
      warn: () => logged.push('refused'),
      info: () => logged.push('taken'),
    } as never,
    onEnd,
  );
  return { pause, logged, onEnd };
}

test('refusals of messages that were on their way together are one pause', () => {
  const { pause, onEnd } = createPause();
  expect([pause.start('full'), pause.start('full'), pause.start('full')]).toEqual([true, false, false]);
  expect([pause.count, pause.isRunning]).toEqual([1, true]);
  vi.runAllTimers();
  expect([pause.count, pause.isRunning]).toEqual([1, false]);
  expect(onEnd).toHaveBeenCalledOnce();
});

test('one log line says that the broker refuses, and one that it takes messages again', () => {
  const { pause, logged } = createPause();
  expect(pause.reset()).toBe(false);
  for (let round = 0; round < 3; round++) {
    pause.start('full');
    vi.runAllTimers();
  }
  expect([pause.count, logged]).toEqual([3, ['refused']]);
  expect([pause.reset(), pause.reset()]).toEqual([true, false]);
  expect([pause.count, logged]).toEqual([0, ['refused', 'taken']]);
});

test('pauses grow while the broker refuses, up to a limit', () => {
  const { pause } = createPause();
  const lengths: number[] = [];
  for (let round = 0; round < 12; round++) {
    const startedMs = performance.now();
    pause.start('full');
    vi.runAllTimers();
    lengths.push(performance.now() - startedMs);
  }
  expect(Math.max(...lengths)).toBeLessThanOrEqual(5_000);
  expect(lengths.at(-1)).toBeGreaterThan((lengths[0] as number) * 5);
});

test('a stopped pause does not end', () => {
  const { pause, onEnd } = createPause();
  pause.start('full');
  pause.stop();
  vi.runAllTimers();
  expect([pause.isRunning, onEnd.mock.calls.length]).toEqual([false, 0]);
});
