import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT_CODES } from '../../apps/cli/src/exit/exit-codes.ts';
import { commandLinePage } from '../../docs/command-line-page.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'command-line.md'), 'utf8');

test('docs/command-line.md is what the commands say; `npm run docs` writes it', () => {
  expect(page).toBe(commandLinePage());
});

test('it has every command with an example, and every exit code', () => {
  const sections = page.split(/^## /m).slice(1);
  const commands = sections.filter((section) => /^(?!What is printed|Exit codes)/.test(section));
  expect(commands.length).toBeGreaterThan(12);
  for (const section of commands)
    expect(section, section.split('\n')[0]).toMatch(/^Examples:\n {2}(source <\()?logwarren /m);
  for (const code of Object.keys(EXIT_CODES)) expect(page).toContain(`| ${code} |`);
});
