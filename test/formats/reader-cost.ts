import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, percent } from './figure.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const WANTED = 'not more than 5 % above';
const MOST = 1.05;
/** Measured in turns, so that other load slows both; the least of each counts. */
const TURNS = 7;

/** CPU of the reader for access lines, against that of another commit of this repository. */
export function readerCost(commit: string | undefined): Figure {
  const now = join(ROOT, 'packages', 'contract', 'src', 'formats', 'index.ts');
  const what = 'plain text: CPU of the reader for a million access lines';
  if (commit === undefined) {
    return { what, wanted: WANTED, found: `${costOf(now).toFixed(1)} s; FORMATS_BASE (a commit) is not set` };
  }
  const folder = mkdtempSync(join(tmpdir(), 'logwarren-base-'));
  try {
    const archive = execFileSync('git', ['-C', ROOT, 'archive', commit, 'packages/contract'], { maxBuffer: 1 << 28 });
    mkdirSync(folder, { recursive: true });
    execFileSync('tar', ['x', '-C', folder], { input: archive });
    const contract = join(folder, 'packages', 'contract');
    symlinkSync(join(ROOT, 'packages', 'contract', 'node_modules'), join(contract, 'node_modules'));
    const base = join(contract, 'src', 'formats', 'index.ts');
    const costs = Array.from({ length: TURNS }, () => [costOf(base), costOf(now)] as const);
    const before = Math.min(...costs.map(([of]) => of));
    const after = Math.min(...costs.map(([, of]) => of));
    const change =
      after < before ? `${percent(before - after, before)} below` : `${percent(after - before, before)} above`;
    const found = `${after.toFixed(2)} s, ${change} ${before.toFixed(2)} s of ${commit.slice(0, 7)}`;
    return { what, wanted: WANTED, found, isGood: after <= MOST * before };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Seconds of CPU, in a process of its own. */
function costOf(formats: string): number {
  return Number(
    execFileSync(process.execPath, [join(import.meta.dirname, 'read-access-lines.ts'), formats]).toString(),
  );
}
