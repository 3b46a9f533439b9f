import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { createLogger } from '@logwarren/common';
import { beforeEach, expect, test, vi } from 'vitest';
import { FolderWatch, type FolderWatchOptions } from './watch-folders.ts';

class FakeWatcher extends EventEmitter {
  readonly close = vi.fn();
}

let watchers: FakeWatcher[];
let tell: (type: string, name: string | null) => void;
const log = createLogger('test', 'silent' as never);
const warn = vi.spyOn(log, 'warn');
const onRename = vi.fn();
const onChange = vi.fn();
const watch = vi.fn<NonNullable<FolderWatchOptions['watch']>>();

beforeEach(() => {
  watchers = [];
  for (const mock of [warn, onRename, onChange]) mock.mockClear();
  watch.mockReset().mockImplementation((_folder, _options, listener) => {
    tell = listener;
    const watcher = new FakeWatcher();
    watchers.push(watcher);
    return watcher as unknown as ReturnType<typeof watch>;
  });
});

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: cannot watch`), { code });
}

test('written and renamed files are looked at, even without a name', () => {
  const folders = new FolderWatch({ log, onRename, onChange, watch });
  folders.watch(new Set(['logs']), 0);
  tell('change', 'shop.log');
  expect(onChange).toHaveBeenCalledWith(join('logs', 'shop.log'));
  expect(onRename).not.toHaveBeenCalled();
  tell('rename', 'shop.log');
  tell('change', null);
  expect(onRename).toHaveBeenCalledTimes(2);
  folders.close();
  expect(watchers[0]?.close).toHaveBeenCalledOnce();
});

test('too few watches are reported once, and folders are tried again a minute later', () => {
  watch.mockImplementation(() => {
    throw failure('ENOSPC');
  });
  const folders = new FolderWatch({ log, onRename, onChange, watch });
  const nowMs = performance.now();
  for (const laterMs of [0, 250, 500]) folders.watch(new Set(['one', 'two']), nowMs + laterMs);
  expect(watch).toHaveBeenCalledTimes(2);
  expect(warn).toHaveBeenCalledOnce();
  expect(warn.mock.calls[0]).toEqual([
    { folder: 'one', reason: expect.stringContaining('ENOSPC') },
    'Cannot watch a folder; what happens in it is found by polling.',
  ]);
  folders.watch(new Set(['one', 'two']), performance.now() + 60_000);
  expect(watch).toHaveBeenCalledTimes(4);
  expect(warn).toHaveBeenCalledOnce();
});

test('a folder that fails later is left to polling; one that is gone is not reported', () => {
  const folders = new FolderWatch({ log, onRename, onChange, watch });
  folders.watch(new Set(['gone', 'broken']), performance.now());
  watchers[0]?.emit('error', failure('ENOENT'));
  expect(warn).not.toHaveBeenCalled();
  watchers[1]?.emit('error', failure('EIO'));
  expect(warn).toHaveBeenCalledOnce();
  for (const watcher of watchers) expect(watcher.close).toHaveBeenCalledOnce();
});

test('a folder with very many events is not watched for a second', () => {
  const folders = new FolderWatch({ log, onRename, onChange, watch });
  const nowMs = performance.now();
  folders.watch(new Set(['busy']), nowMs);
  vi.spyOn(performance, 'now').mockReturnValue(nowMs + 1);
  for (let event = 0; event < 33; event++) tell('change', 'shop.log');
  vi.mocked(performance.now).mockRestore();
  expect(watchers[0]?.close).toHaveBeenCalledOnce();
  folders.watch(new Set(['busy']), nowMs + 900);
  expect(watchers).toHaveLength(1);
  folders.watch(new Set(['busy']), nowMs + 1_002);
  expect(watchers).toHaveLength(2);
});
