/** The time and severity of a line of loghub, from its columns. */

type Columns = Readonly<Record<string, string>>;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Two digits. */
function two(text: string | number | undefined): string {
  return String(text ?? '').padStart(2, '0');
}

function monthOf(name: string | undefined): string {
  return two(MONTHS.indexOf(name ?? '') + 1);
}

function ofEpoch(seconds: string | undefined): string {
  return new Date(Number(seconds) * 1_000).toISOString().slice(0, 19);
}

/** For each set, the part of an ISO time in UTC that its columns give. */
const TIMES: Readonly<Record<string, (columns: Columns) => string>> = {
  Android: ({ Date: date, Time }) => `-${date}T${Time}`,
  Apache: ({ Time = '' }) => {
    const [, month, day, clock, year] = Time.split(/ +/);
    return `${year}-${monthOf(month)}-${two(day)}T${clock}`;
  },
  BGL: ({ Timestamp }) => ofEpoch(Timestamp),
  HDFS: ({ Date: date = '', Time = '' }) =>
    `20${(date.match(/../g) ?? []).join('-')}T${(Time.padStart(6, '0').match(/../g) ?? []).join(':')}`,
  HPC: ({ Time }) => ofEpoch(Time),
  Hadoop: ({ Date: date, Time = '' }) => `${date}T${Time.replace(',', '.')}`,
  HealthApp: ({ Time = '' }) => {
    const [, year, month, day, hour, minute, second, ms = ''] =
      /^(\d{4})(\d\d)(\d\d)-(\d+):(\d+):(\d+):(\d+)$/.exec(Time) ?? [];
    return `${year}-${month}-${day}T${two(hour)}:${two(minute)}:${two(second)}.${ms.padStart(3, '0')}`;
  },
  Linux: ({ Month, Date: day, Time }) => `-${monthOf(Month)}-${two(day)}T${Time}`,
  Mac: ({ Month, Date: day, Time }) => `-${monthOf(Month)}-${two(day)}T${Time}`,
  OpenSSH: ({ Date: month, Day, Time }) => `-${monthOf(month)}-${two(Day)}T${Time}`,
  OpenStack: ({ Date: date, Time }) => `${date}T${Time}`,
  Proxifier: ({ Time = '' }) => `-${Time.replace('.', '-').replace(' ', 'T')}`,
  Spark: ({ Date: date = '', Time }) => `20${date.replaceAll('/', '-')}T${Time}`,
  Thunderbird: ({ Timestamp }) => ofEpoch(Timestamp),
  Windows: ({ Date: date, Time }) => `${date}T${Time}`,
  Zookeeper: ({ Date: date, Time = '' }) => `${date}T${Time.replace(',', '.')}`,
};

/** True when a timestamp is the one of the line; undefined for a set that is not known. */
export function hasTime(set: string, columns: Columns, timestamp: string): boolean | undefined {
  const expected = TIMES[set]?.(columns);
  return expected === undefined ? undefined : timestamp.slice(expected.startsWith('-') ? 4 : 0).startsWith(expected);
}

/** Severities of the words in the column `Level`; in the set of Linux it holds the name of a host. */
const SEVERITIES: Readonly<Record<string, string>> = {
  ...{ v: 'TRACE', d: 'DEBUG', i: 'INFO', w: 'WARN', e: 'ERROR', f: 'FATAL' },
  ...{ trace: 'TRACE', debug: 'DEBUG', info: 'INFO', notice: 'INFO', warn: 'WARN', warning: 'WARN' },
  ...{ error: 'ERROR', severe: 'ERROR', failure: 'ERROR', fatal: 'FATAL' },
};

/** The severity that the columns name; undefined where they name none. */
export function severityOf({ Level = '' }: Columns): string | undefined {
  return SEVERITIES[Level.toLowerCase()];
}
