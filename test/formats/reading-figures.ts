import { type Figure, percent } from './figure.ts';
import { hasTime, severityOf } from './loghub-columns.ts';
import { parseFiles } from './parsed-files.ts';
import type { PublicSet } from './public-sets.ts';

const LEAST = 0.99;
/** Sets with odd heads. */
const LEAST_TIMES: Readonly<Record<string, number>> = { Proxifier: 0.95, Thunderbird: 0.95 };

/** How many lines of each set get the time and the severity of their columns. */
export async function readingFigures(sets: readonly PublicSet[]): Promise<Figure[]> {
  const parsed = await parseFiles(sets.map(({ file }) => file));
  const found = sets.map(({ name, file, rows }) => {
    const records = new Map((parsed.get(file) ?? []).map(({ line, record }) => [line, record]));
    const share = { name, times: 0, severities: 0, levels: 0, lines: rows.length };
    for (const [index, columns] of rows.entries()) {
      const record = records.get(index + 1);
      if (record !== undefined && hasTime(name, columns, record.timestamp)) share.times += 1;
      const severity = severityOf(columns);
      if (severity === undefined) continue;
      share.levels += 1;
      if (record?.severity === severity) share.severities += 1;
    }
    return share;
  });
  const levelled = found.filter(({ levels }) => levels > 0);
  return [
    figureOf(
      'time',
      found.map(({ name, times, lines }) => [name, times, lines]),
    ),
    figureOf(
      'severity',
      levelled.map(({ name, severities, levels }) => [name, severities, levels]),
    ),
  ];
}

function figureOf(what: 'time' | 'severity', shares: readonly (readonly [string, number, number])[]): Figure {
  const leastOf = (name: string) => (what === 'time' ? (LEAST_TIMES[name] ?? LEAST) : LEAST);
  const good = shares.filter(([name, right, of]) => right >= leastOf(name) * of);
  return {
    what: `loghub: ${what} right, in each of ${shares.length} sets`,
    found: `${good.length} of ${shares.length} sets`,
    wanted: what === 'time' ? '99 % (Proxifier, Thunderbird: 95 %)' : '99 %',
    isGood: good.length === shares.length,
    details: shares.map(([name, right, of]) => `${name.padEnd(12)} ${percent(right, of)}`),
  };
}
