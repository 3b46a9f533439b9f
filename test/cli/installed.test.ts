import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { records, run, shell, useSearchSystem } from './search-system.ts';

/** The command as it is installed: its help, its completion, and where it is found. */

useSearchSystem();

describe('logwarren completion', () => {
  it('prints a script for bash that is one, and completes commands, services, fields and values', async () => {
    const { out } = await run('completion', 'bash');
    await shell('bash -n <(printf %s "$SCRIPT")', { SCRIPT: out });
    const complete = async (line: string) => {
      const words = line
        .split(/(?<=[ :])|(?=:)/)
        .map((word) => word.trim())
        .filter((word, index, all) => word !== '' || index === all.length - 1);
      const script = `compopt() { :; }; eval "$SCRIPT"; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}; COMP_CWORD=${words.length - 1}; _logwarren; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return (await shell(script, { SCRIPT: out })).stdout.trim().split('\n');
    };
    expect(await complete('logwarren exp')).toEqual(['export']);
    expect(await complete('logwarren search --service ')).toEqual(expect.arrayContaining(['cart', 'checkout']));
    expect(await complete('logwarren search user.')).toEqual(['user.name:']);
    // Bash begins a new word at the colon, and gets what follows it.
    expect(await complete('logwarren search status:5')).toEqual(['502']);
    expect(await complete('logwarren search $(touch /tmp/never) --sev')).toEqual(['--severity']);
  });

  it('prints scripts for zsh and fish', async () => {
    expect((await run('completion', 'zsh')).out).toMatch(/^#compdef logwarren\n/);
    expect((await run('completion', 'fish')).out).toContain("complete -c logwarren -f -a '(__logwarren_suggestions)'");
  });
});

it('help is there at once, with examples', async () => {
  // Compared with the processor time of a Node that does nothing: the speed and load of the machine affect both alike.
  const secondsOf = async (args: string) => {
    const { stderr } = await shell(`TIMEFORMAT='%U %S'; for i in 1 2 3 4; do time "$NODE" ${args} >/dev/null; done`);
    const seconds = stderr
      .trim()
      .split('\n')
      .map((line) => line.split(' ').reduce((sum, part) => sum + Number(part), 0));
    expect(seconds).toHaveLength(4);
    // The first run compiles.
    return Math.min(...seconds);
  };
  // About ten times as much when this was written.
  expect((await secondsOf('"$MAIN" --help')) / (await secondsOf('-e 0'))).toBeLessThan(25);
  expect((await run('--help')).out).toContain('Exit codes:');
  expect((await run('help', 'search')).out).toContain('Examples:\n  logwarren search timeout\n');
});

it('the script in the root works in every folder, also through a link, and keeps the exit code', async () => {
  const script = join(import.meta.dirname, '..', '..', 'logwarren');
  const folder = mkdtempSync(join(tmpdir(), 'logwarren elsewhere '));
  symlinkSync(script, join(folder, 'lw'));
  const found = await shell(`cd '${folder}' && '${script}' search needle9f17`);
  expect(records(found.stdout)).toHaveLength(1);
  const linked = await shell(`cd '${folder}' && ./lw export needle9f17 -o found.ndjson; ./lw search --limit; echo $?`);
  expect(records(readFileSync(join(folder, 'found.ndjson'), 'utf8'))).toEqual(records(found.stdout));
  expect(linked.stdout.trim()).toBe('64');
  rmSync(folder, { recursive: true });
});

it('npx finds the command in the root of the workspace, installed or not', async () => {
  const root = join(import.meta.dirname, '..', '..');
  const { stdout } = await shell(`cd '${root}' && node_modules/.bin/logwarren search needle9f17`);
  expect(records(stdout)).toHaveLength(1);
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const uninstalled = await shell(`cd '${root}' && "$NODE" '${bin.logwarren}' search needle9f17`);
  expect(uninstalled.stdout.trimEnd().split('\n').at(-1)).toBe(stdout.trimEnd());
});
