/**
 * The checks of `promtool check metrics` that matter for our expositions: names, types, units and help texts. The names
 * are Prometheus' own.
 *
 * @see https://github.com/prometheus/client_golang/tree/main/prometheus/testutil/promlint
 */

interface Family {
  name: string;
  type: string;
  help: string;
}

/** Units that have a base unit: seconds, bytes, celsius and so on. */
const NO_BASE_UNITS: Readonly<Record<string, string>> = {
  ...{ milliseconds: 'seconds', microseconds: 'seconds', nanoseconds: 'seconds', minutes: 'seconds', hours: 'seconds' },
  ...{ days: 'seconds', weeks: 'seconds', kilobytes: 'bytes', megabytes: 'bytes', gigabytes: 'bytes', bits: 'bytes' },
  ...{ percent: 'ratio', fahrenheit: 'celsius' },
};
const ABBREVIATIONS = new Set(['s', 'ms', 'us', 'ns', 'sec', 'b', 'kb', 'mb', 'gb', 'tb', 'pb', 'm', 'h', 'd']);
const TYPES = new Set(['counter', 'gauge', 'histogram', 'summary']);
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;

/** Problems of the text that `/metrics` answers; none when Prometheus would be content. */
export function lintMetrics(text: string): string[] {
  const families = new Map<string, Family>();
  const problems: string[] = [];
  const familyOf = (name: string) => {
    const family = families.get(name) ?? { name, type: '', help: '' };
    families.set(name, family);
    return family;
  };
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line) ?? [];
    if (kind === 'HELP' && families.get(name)?.help) problems.push(`${name}: two help texts`);
    if (kind === 'HELP') familyOf(name).help = rest;
    else if (kind === 'TYPE') familyOf(name).type = rest;
    else problems.push(...lintSample(line, families));
  }
  return [...problems, ...[...families.values()].flatMap(lintFamily)];
}

function lintSample(line: string, families: ReadonlyMap<string, Family>): string[] {
  const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
  if (name === '') return [`${line}: cannot be read`];
  const base = name.replace(/_(?:bucket|sum|count)$/, '');
  const family = families.get(name) ?? families.get(base);
  const isNumber = /^[+-]?(?:Inf|NaN|\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i.test(value);
  const names = [...labels.matchAll(/([^,={}"]+)="(?:[^"\\]|\\.)*"/g)].map((match) => match[1] ?? '');
  return [
    ...(family === undefined ? [`${name}: a sample without a type`] : []),
    ...(isNumber ? [] : [`${name}: ${value} is no number`]),
    ...names
      .filter((each) => !/^[a-z][a-z0-9_]*$/.test(each))
      .map((each) => `${name}: label ${each} is not in snake_case`),
    ...(names.includes('le') && family?.type !== 'histogram' ? [`${name}: only a histogram has the label le`] : []),
  ];
}

function lintFamily({ help, name, type }: Family): string[] {
  const words = name.split('_');
  const isCounter = type === 'counter';
  const faults: [boolean, string][] = [
    [help.trim() === '', 'no help text'],
    [type === '', 'no type'],
    [isCounter && !name.endsWith('_total'), 'a counter should end in _total'],
    [!isCounter && name.endsWith('_total'), 'only a counter should end in _total'],
    [type !== 'histogram' && type !== 'summary' && /_(?:bucket|sum|count)$/.test(name), 'the suffix is a histogram’s'],
    [words.some((word) => TYPES.has(word)), 'the name holds the type'],
    [name.includes(':'), 'colons are for recording rules'],
    [/[a-z][A-Z]/.test(name), 'the name is not in snake_case'],
    [words.slice(1).some((word) => ABBREVIATIONS.has(word)), 'the unit is abbreviated'],
    ...words.map((word): [boolean, string] => [word in NO_BASE_UNITS, `use ${NO_BASE_UNITS[word]} instead of ${word}`]),
  ];
  return faults.filter(([isWrong]) => isWrong).map(([, problem]) => `${name}: ${problem}`);
}
