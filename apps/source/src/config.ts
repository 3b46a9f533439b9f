import {
  AMQP_URL,
  flag,
  hostNames,
  integer,
  list,
  listenHost,
  messageOf,
  port,
  serviceSettings,
} from '@logwarren/common';
import { DEFAULT_JSON_KEYS, MAX_SERVICE_LENGTH, machineTimeZone, timeZoneFault } from '@logwarren/contract';
import { FORMAT_NAMES, isFormatName } from '@logwarren/contract/formats';
import { type FormatSet, readFormatsFile } from '@logwarren/own-formats';
import { z } from 'zod';

const MIB = 1024 * 1024;
/** A larger share would leave no room for INFO to outlast DEBUG. */
const MAX_SHED_SHARE = 0.95;

/** Configuration of the source; command line arguments (read-arguments.ts) take precedence. */
export const configSchema = z
  .object({
    ...serviceSettings(9101),
    AMQP_URL,
    SOURCE_NAME: z
      .string()
      .max(255)
      .optional()
      .describe('Name of this source in the ledger and in dead letters; the host name if not set.'),
    SOURCE_SHED_SHARE: z
      .string()
      .regex(/^0?(\.\d+)?$/, `expected a share from 0 to ${MAX_SHED_SHARE}, like 0.5`)
      .transform(Number)
      .pipe(z.number().min(0).max(MAX_SHED_SHARE))
      .default(0)
      .describe(
        'Share of `SOURCE_QUEUE_LIMIT` at which dropping starts: TRACE and DEBUG records are dropped and counted; INFO too from the midpoint between this share ' +
          'and a full queue. 0 drops nothing. A WARN record for each service says how many.',
      ),
    SOURCE_QUEUE_LIMIT: integer(0, 1_000_000_000)
      .default(0)
      .describe(
        'Messages that `LogQueue` may hold: the `max-length` of its policy, which AMQP does not reveal. Needed with ' +
          '`SOURCE_SHED_SHARE`.',
      ),
    SOURCE_FILES: z
      .string()
      .transform(splitPatterns)
      .default([])
      .describe('Files to follow: paths and globs, separated by commas, or by line breaks if names contain commas.'),
    SOURCE_JOURNAL: z
      .string()
      .min(1)
      .optional()
      .describe(
        'The systemd journal to follow with `journalctl`: `system` for the journal of this machine, or a directory with ' +
          'journal files, such as `/var/log/journal`. Off if not set.',
      ),
    SOURCE_STDIN: flag().default(false).describe('Read records from standard input, too.'),
    SOURCE_FORMAT: z
      .string()
      .default('auto')
      .describe(
        `Format of lines in files, on standard input and in text bodies: ${FORMAT_NAMES.join(', ')}, or one of \`SOURCE_FORMATS\`.`,
      ),
    SOURCE_FORMATS: z
      .string()
      .transform(readOwnFormats)
      .optional()
      .describe('File of formats of your own, YAML or JSON; see [formats](formats.md#formats-of-your-own).'),
    SOURCE_SERVICE: z
      .string()
      .min(1)
      .max(MAX_SERVICE_LENGTH)
      .optional()
      .describe(
        'Service of all records of files and standard input; the service that a line names becomes an attribute.',
      ),
    SOURCE_TIME_ZONE: z
      .string()
      .refine((name) => timeZoneFault(name) === undefined, { error: ({ input }) => timeZoneFault(String(input)) })
      .optional()
      .describe(
        'Time zone of times without a zone, in files, on standard input and over HTTP: `Europe/Berlin`, `UTC`, `+05:30`. The zone of this machine if not set.',
      ),
    SOURCE_START: z
      .enum(['beginning', 'end'])
      .default('beginning')
      .describe('Where to start in files that exist at the start and were never read before.'),
    SOURCE_STATE_DIR: z
      .string()
      .default('.logwarren/source')
      .describe(
        'Directory of the checkpoint, which records how far each file was read. Each running source needs its own. If ' +
          'another source uses the default, this one takes `source-2`, `source-3` and so on beside it, for other files, ' +
          'and continues each file from the furthest point that any of them reached. No two of them follow the same file. ' +
          'Sources with separate directories do not know of each other: both send every line of a file that both follow.',
      ),
    SOURCE_POLL_MS: integer(10, 60_000)
      .default(250)
      .describe(
        'How often the source checks quiet files and looks for new ones; less often with many files, so that this takes ' +
          'about 2 % of a processor, but at least every ten seconds. File system events cause a check at once; ' +
          'network shares send none, so only polling finds changes there.',
      ),
    SOURCE_FLUSH_MS: integer(10, 600_000)
      .default(500)
      .describe(
        'How long a file, the journal or standard input must be quiet before its last record counts as complete; until ' +
          'then the record waits for further lines (stack traces). In a file, a line without a line break is cut only ' +
          'after five times this pause, or after this pause if the file has been rotated away: a program that pauses ' +
          'longer in the middle of a line gets two records. Raise it on network shares that show new data seconds later.',
      ),
    SOURCE_HTTP: flag().default(true).describe('Take records over HTTP.'),
    SOURCE_HOST: listenHost().describe('Address on which `POST /logs` listens.'),
    SOURCE_ALLOWED_HOSTS: hostNames('`POST /logs`'),
    SOURCE_PORT: port()
      .default(8081)
      .describe(
        'Port of `POST /logs`; 0 lets the system choose. If the default is taken, the next free port of 8091, 8101 and so on is used.',
      ),
    SOURCE_CONFIRM_MS: integer(10, 600_000)
      .default(15_000)
      .describe('How long an HTTP request waits for the broker to confirm before the answer is 503.'),
    SOURCE_MAX_BODY_RECORDS: integer(1, 10_000_000)
      .default(200_000)
      .describe('Most records of an HTTP body, because short records take many times their bytes as objects.'),
    SOURCE_MAX_BODY_BYTES: integer(1024, 64 * MIB)
      .default(8 * MIB)
      .describe('Longest HTTP body, after unpacking.'),
    SOURCE_MAX_REQUESTS: integer(1, 65_536).default(256).describe('Most HTTP requests at once; more are answered 429.'),
    SOURCE_MAX_HTTP_BYTES: integer(1024, 1024 * MIB)
      .default(32 * MIB)
      .describe('Most bytes of HTTP bodies that wait for their confirm; requests beyond that are answered 429.'),
    SOURCE_SPOOL_DIR: z
      .string()
      .optional()
      .describe(
        'Directory on disk for the records of HTTP and standard input while RabbitMQ accepts none; they are sent when ' +
          'it is back, even after a restart. Each running source needs its own. Off if not set.',
      ),
    SOURCE_SPOOL_BYTES: integer(MIB, 1024 * 1024 * MIB)
      .default(1024 * MIB)
      .describe(
        'Most bytes in `SOURCE_SPOOL_DIR`; when it is full, HTTP requests are answered 503 and standard input waits.',
      ),
    SOURCE_JSON_MESSAGE_KEYS: jsonKeys('message'),
    SOURCE_JSON_TIMESTAMP_KEYS: jsonKeys('timestamp'),
    SOURCE_JSON_SEVERITY_KEYS: jsonKeys('severity'),
    SOURCE_JSON_SERVICE_KEYS: jsonKeys('service'),
  })
  .refine(({ SOURCE_FORMAT: name, SOURCE_FORMATS: own }) => isFormatName(name) || own?.named(name) !== undefined, {
    path: ['SOURCE_FORMAT'],
    message: `is not a format; use ${FORMAT_NAMES.join(', ')}, or a name from SOURCE_FORMATS`,
  })
  .refine(({ SOURCE_QUEUE_LIMIT, SOURCE_SHED_SHARE }) => SOURCE_SHED_SHARE === 0 || SOURCE_QUEUE_LIMIT > 0, {
    path: ['SOURCE_QUEUE_LIMIT'],
    message: 'is needed with SOURCE_SHED_SHARE: the max-length of the policy of LogQueue',
  });

/** Reports every fault on its own line, as compilers do. */
function readOwnFormats(path: string, context: z.RefinementCtx): FormatSet {
  try {
    const read = readFormatsFile(path);
    if ('formats' in read) return read.formats;
    const lines = read.faults.map(({ column, line, problem }) => `\n  ${path}:${line}:${column}: ${problem}`);
    const message = `${lines.length === 1 ? 'has a fault' : `has ${lines.length} faults`}:${lines.join('')}`;
    context.addIssue({ code: 'custom', message });
  } catch (error) {
    context.addIssue({ code: 'custom', message: `cannot be read: ${messageOf(error)}` });
  }
  return z.NEVER;
}

/** Parsed configuration of the source. */
export type SourceConfig = z.output<typeof configSchema>;

/** Time zone of times without a zone. */
export function timeZoneOf({ SOURCE_TIME_ZONE }: SourceConfig): string {
  return SOURCE_TIME_ZONE ?? machineTimeZone();
}

function jsonKeys(name: 'message' | 'timestamp' | 'severity' | 'service') {
  return list()
    .default([])
    .describe(`Keys of JSON records that hold the ${name}, tried before ${DEFAULT_JSON_KEYS[name].join(', ')}.`);
}

function splitPatterns(text: string): string[] {
  const separator = text.includes('\n') ? '\n' : ',';
  return text
    .split(separator)
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
}
