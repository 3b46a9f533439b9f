import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { App } from '../harness/apps/start-app.ts';
import { arrived, expectAccount, follow, rotated, useRotatedFile } from './rotated-file.ts';

/** Rotations that come faster than a source looks, or meet a source that is killed. */

/**
 * Kinds of rotation, each while a source follows the file and while none does: every line arrives once, or the bytes of those
 * that do not are reported, to the byte.
 */

useRotatedFile();

describe('a file that is', () => {
  it('renamed every 150 ms, faster than the poll', async () => {
    rotated.log.write(5);
    await using source = follow();
    await arrived([0, 5]);
    for (let life = 1; life <= 30; life++) {
      rotated.log.write(5);
      rotated.log.rename(`.${life}`);
      rotated.log.write(5);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    await arrived([0, rotated.log.lines.length]);
    expectAccount(source, 0);
  });

  it('renamed again and again, while sources that follow it are killed', async () => {
    rotated.log.write(5);
    const sources = [follow()];
    await arrived([0, 5]);
    let life = 0;
    const rotate = async (times: number) => {
      for (let time = 0; time < times; time++) {
        rotated.log.write(5);
        rotated.log.rename(`.${++life}`);
        rotated.log.write(5);
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    };
    for (const running of [3, 6, 9]) {
      await rotate(running);
      const source = sources.at(-1) as App;
      source.kill('SIGKILL');
      await source.exited;
      await rotate(7);
      sources.push(follow());
      // The next rotations meet one that starts.
    }
    await using last = sources.at(-1) as App;
    await rotate(5);
    await arrived([0, rotated.log.lines.length]);
    expectAccount(last, 0);
    expect(sources.flatMap(({ logs }) => logs).filter(({ level }) => level === 'error')).toEqual([]);
  });

  it.each(['.gz', '.zst'] as const)('renamed every 150 ms and compressed to %s behind that', async (packed) => {
    rotated.log.write(5);
    await using source = follow();
    await arrived([0, 5]);
    for (let life = 1; life <= 30; life++) {
      rotated.log.write(5);
      rotated.log.rename(`.${life}`);
      writeFileSync(rotated.log.path, '');
      await pause(life % 3 === 0 ? 0 : 40);
      rotated.log.pack(`.${life}`, packed);
      await pause(life % 2 === 0 ? 20 : 110);
      rotated.log.write(5);
    }
    await arrived([0, rotated.log.lines.length]);
    expectAccount(source, 0);
  });

  it.each(['.gz', '.zst'] as const)(
    'compressed to %s when it was read, before lives that nobody saw',
    async (packed) => {
      rotated.log.write(5);
      await using source = follow();
      await arrived([0, 5]);
      rotated.log.rename('.1');
      rotated.log.write(5);
      await arrived([0, 10]);
      whileStopped(source, () => {
        rotated.log.pack('.1', packed);
        for (const suffix of ['.2', '.3', '.4']) {
          rotated.log.rename(suffix);
          rotated.log.pack(suffix, packed);
          rotated.log.write(5);
        }
      });
      await arrived([0, rotated.log.lines.length]);
      rotated.log.write(5);
      await arrived([0, rotated.log.lines.length]);
      expectAccount(source, 0);
    },
  );

  it('moved three times to a folder below, under numbers, between two looks', async () => {
    rotated.log.write(5);
    await using source = follow();
    await arrived([0, 5]);
    whileStopped(source, () => {
      for (const number of [1, 2, 3]) {
        rotated.log.write(5);
        rotated.log.moveBelow(`0000${number}.done`);
      }
      rotated.log.write(1);
    });
    await arrived([0, rotated.log.lines.length]);
    expectAccount(source, 0);
  });
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Rotates while the source is at rest, so that it sees only what has become of all. */
function whileStopped(source: App, rotate: () => void): void {
  source.kill('SIGSTOP');
  rotate();
  source.kill('SIGCONT');
}
