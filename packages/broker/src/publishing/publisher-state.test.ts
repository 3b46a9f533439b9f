import { expect, test } from 'vitest';
import { PublisherClosedError } from '../connection/index.ts';
import { PublisherState } from './publisher-state.ts';

function createState() {
  const shown: Record<string, number> = {};
  const gauge = (name: string) => ({ set: (value: number) => void Object.assign(shown, { [name]: value }) });
  const gauges = { accepting: gauge('accepting'), blocked: gauge('blocked'), inFlight: gauge('inFlight') };
  return { state: new PublisherState<string>('logs', gauges), shown };
}

const never = new AbortController().signal;

test('it accepts messages when it is connected, not blocked, not refused and not closed', () => {
  const { state, shown } = createState();
  const seen: boolean[] = [];
  const look = () => {
    expect(shown.accepting ?? 0).toBe(Number(state.accepting));
    seen.push(state.accepting);
  };
  look();
  for (const [turn, back] of [
    [() => state.connected('a'), () => state.connected('b')],
    [() => state.blocked(true), () => state.blocked(false)],
    [() => state.refused(true), () => state.refused(false)],
    [() => state.disconnected(), () => state.connected('c')],
  ] as const) {
    turn();
    look();
    back();
    look();
  }
  state.closed();
  look();
  expect(seen).toEqual([false, true, true, false, true, false, true, false, true, false]);
});

test('a blocked session is still there, but nothing can be sent over it', () => {
  const { state, shown } = createState();
  state.connected('a');
  state.blocked(true);
  expect([state.session, state.usable, shown.blocked]).toEqual(['a', undefined, 1]);
  state.blocked(false);
  expect([state.session, state.usable, shown.blocked]).toEqual(['a', 'a', 0]);
});

test('waiting continues through every change that does not make it accepting', async () => {
  const { state } = createState();
  let isDone = false;
  const waiting = state.whenAccepting(never).then(() => {
    isDone = true;
  });
  for (const change of [() => state.blocked(true), () => state.connected('a'), () => state.refused(true)]) {
    change();
    await new Promise(setImmediate);
    expect(isDone).toBe(false);
  }
  state.refused(false);
  state.blocked(false);
  await waiting;
  expect(isDone).toBe(true);
});

test('waiting ends with the error of a closed publisher, and with the reason of its own signal', async () => {
  const { state } = createState();
  const waiting = state.whenAccepting(never);
  state.closed();
  await expect(waiting).rejects.toThrow(PublisherClosedError);
  const { state: other } = createState();
  await expect(other.whenAccepting(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});

test('it is idle once every message that was in flight is done', async () => {
  const { state, shown } = createState();
  await state.whenIdle();
  state.countInFlight(1);
  state.countInFlight(1);
  let isIdle = false;
  const idle = state.whenIdle().then(() => {
    isIdle = true;
  });
  state.countInFlight(-1);
  await new Promise(setImmediate);
  expect([isIdle, state.inFlight, shown.inFlight]).toEqual([false, 1, 1]);
  state.countInFlight(-1);
  await idle;
  expect([state.inFlight, shown.inFlight]).toEqual([0, 0]);
});
