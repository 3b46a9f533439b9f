import type { FacetsJson, FieldsJson, Older } from '@logwarren/api';
import { resolveField } from '@logwarren/query/fields';
import { queryOf } from '../../api/api-client.ts';
import { sayNothingFound } from '../../find/explain-nothing.ts';
import { printNotes } from '../../find/search-notices.ts';
import type { Cli } from '../../options/cli.ts';
import { type FilterOptions, filterParameters } from '../../options/filter-options.ts';
import { screenOf } from '../../options/screen-options.ts';
import { bar } from '../../text/bars.ts';
import { counted, estimateNote, percent } from '../../text/numbers.ts';
import type { ScreenOptions } from '../../text/screen.ts';
import { table } from '../../text/table.ts';
import { jsonLine, oneLine } from '../../text/terminal-text.ts';
import { shortened } from '../../text/wrap-text.ts';

/** Older builds leave out `mayMiss`. */
type Fields = Older<FieldsJson, 'mayMiss'>;

const MAX_VALUE = 80;
const BAR = 20;
const TOO_LONG = 'time ran out: the numbers cover only some of the records; narrow the search';

/** Hints at --values: `fields service` searches for a word but most likely asks for the values of the field. */
function hintAtValues(cli: Cli, query: readonly string[]): void {
  const [name = '', ...others] = query;
  if (others.length > 0 || !/^\w+$/.test(name) || resolveField(name).kind === 'attribute') return;
  cli.notice(`${name} was searched for as a word; to list the values of the field: logwarren fields --values ${name}`);
}

/** Options of `logwarren fields`. */
export interface FieldsOptions extends FilterOptions, ScreenOptions {
  values?: string[];
  limit: number;
  exact?: boolean;
}

/** Runs `logwarren fields` without --values. */
export async function runFields(cli: Cli, query: readonly string[], options: FieldsOptions): Promise<void> {
  const screen = screenOf(cli, options);
  const filter = filterParameters(query, options);
  const path = `/logs/fields${queryOf({ ...filter, exact: options.exact })}`;
  const { complete, exact, fields, mayMiss, notes, records } = await cli.api().get<Fields>(path, 'fields');
  printNotes(cli, notes);
  hintAtValues(cli, query);
  if (!complete) cli.notice(TOO_LONG);
  if (!screen.isText) return cli.write(fields.map(jsonLine).join(''));
  // Nothing in some of the records does not mean nothing in all, as the notice has said.
  if (fields.length === 0 && !complete) return;
  if (fields.length === 0) return await sayNothingFound(cli, filter, screen.isUtc);
  const rows = fields.map(({ kind, name, types, ...count }) => [
    screen.paint(kind === 'record' ? 'bold' : 'cyan', oneLine(name)),
    types.join(', '),
    counted(count),
    percent(count.count, records),
  ]);
  const columns = [
    { title: 'FIELD' },
    { title: 'TYPES' },
    { title: 'RECORDS', side: 'right' as const },
    { title: 'SHARE', side: 'right' as const },
  ];
  cli.write(table(rows, columns, (text) => screen.paint('dim', text)));
  if (!exact && complete) cli.writeError(estimateNote('Fields', mayMiss));
}

/** Runs `logwarren fields --values`. */
export async function runValues(cli: Cli, query: readonly string[], options: FieldsOptions): Promise<void> {
  const screen = screenOf(cli, options);
  const { exact, limit, values: fields } = options;
  const path = `/logs/facets${queryOf({ ...filterParameters(query, options), fields, limit, exact })}`;
  const { complete, facets, notes } = await cli.api().get<FacetsJson>(path, 'facets');
  printNotes(cli, notes);
  if (!complete) cli.notice(TOO_LONG);
  if (!screen.isText) return cli.write(facets.map(jsonLine).join(''));
  for (const [index, { field, others, othersError, othersLow, othersHigh, values }] of facets.entries()) {
    const total = values.reduce((sum, { count }) => sum + count, others);
    const rows = values.map(({ value, ...count }) => [
      shortened(oneLine(value), MAX_VALUE),
      counted(count),
      percent(count.count, total),
      screen.paint('cyan', bar(count.count / total, BAR)),
    ]);
    const ofOthers = counted({ count: others, error: othersError, low: othersLow, high: othersHigh });
    if (others > 0) rows.push([screen.paint('dim', 'others'), ofOthers, percent(others, total), '']);
    const numbers = ['RECORDS', 'SHARE'].map((title) => ({ title, side: 'right' as const }));
    const columns = [{ title: oneLine(field) }, ...numbers, { title: '' }];
    const text =
      rows.length === 0
        ? `No record${complete ? '' : ' that was counted in time'} has ${oneLine(field)}.\n`
        : table(rows, columns, (title) => screen.paint('dim', title));
    cli.write(`${index === 0 ? '' : '\n'}${text}`);
  }
  const mayMiss = Math.max(0, ...facets.map((facet) => facet.mayMiss ?? 0));
  if (complete && facets.some(({ exact: isExact }) => !isExact)) cli.writeError(estimateNote('Values', mayMiss));
}
