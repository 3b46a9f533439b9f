import type { Logger, ServiceContext } from '@logwarren/common';
import { DEFAULT_JSON_KEYS, type JsonKeys } from '@logwarren/contract';
import { isFormatName } from '@logwarren/contract/formats';
import { RecordGatherer } from './batching/gather-records.ts';
import { type SourceConfig, timeZoneOf } from './config.ts';
import { createChunkParser } from './formats/chunk-parser.ts';
import { missingPatterns } from './inputs/files/finding/find-files.ts';
import { openFileInput } from './inputs/files.ts';
import { openHttpInput } from './inputs/http.ts';
import { openJournalInput } from './inputs/journal.ts';
import { openStdinInput } from './inputs/stdin.ts';
import type { SourceMetrics } from './metrics/source-metrics.ts';
import type { BatchSender } from './sending/send-batches.ts';
import type { StateDirectory } from './state/state-directory.ts';

/** Dependencies of the inputs. */
interface InputContext extends ServiceContext<SourceConfig> {
  sourceMetrics: SourceMetrics;
  /** Sender for inputs that can be read again. */
  sender: BatchSender;
  /** Sender for inputs that cannot be read again. */
  spoolingSender: BatchSender;
  /** Aborted when the inputs no longer wait for confirms. */
  giveUp: AbortSignal;
  /** Undefined if the source follows no files. */
  state: StateDirectory | undefined;
}

/**
 * Opens the inputs that the configuration names.
 *
 * @throws ListenError, CheckpointError, FileInUseError, JournalError
 */
export async function openInputs(context: InputContext): Promise<void> {
  const { config, log, resources } = context;
  if (config.SOURCE_HTTP) resources.use(await openHttp(context));
  const { SOURCE_FILES: files, SOURCE_JOURNAL: journal } = config;
  if (context.state !== undefined && files.length > 0) {
    resources.use(await openFiles(context, context.state));
    await sayMissing(config, log);
  }
  if (context.state !== undefined && journal !== undefined) {
    resources.use(await openJournal(context, context.state, journal));
  }
  if (config.SOURCE_STDIN) resources.use(openStdin(context));
  else if (!config.SOURCE_HTTP && files.length === 0 && journal === undefined) {
    log.warn('Nothing to read: name files, - for standard input, or set SOURCE_HTTP=true.');
  }
}

function openHttp({ config, isGiven, log, spoolingSender, sourceMetrics }: InputContext) {
  return openHttpInput({
    host: config.SOURCE_HOST,
    allowedHosts: config.SOURCE_ALLOWED_HOSTS,
    port: config.SOURCE_PORT,
    isPortGiven: isGiven('SOURCE_PORT'),
    log,
    metrics: sourceMetrics,
    records: new RecordGatherer(spoolingSender),
    isAccepting: () => spoolingSender.accepting,
    ...formatSettings(config),
    formats: config.SOURCE_FORMATS,
    timeZone: timeZoneOf(config),
    jsonKeys: { ...DEFAULT_JSON_KEYS, ...jsonKeys(config) },
    maxBodyBytes: config.SOURCE_MAX_BODY_BYTES,
    maxBodyRecords: config.SOURCE_MAX_BODY_RECORDS,
    maxRequests: config.SOURCE_MAX_REQUESTS,
    maxHeldBytes: config.SOURCE_MAX_HTTP_BYTES,
    confirmMs: config.SOURCE_CONFIRM_MS,
  });
}

function openFiles(
  { config, giveUp, log, readiness, sender, sourceMetrics, stop }: InputContext,
  state: StateDirectory,
) {
  return openFileInput({
    patterns: config.SOURCE_FILES,
    start: config.SOURCE_START,
    pollMs: config.SOURCE_POLL_MS,
    flushMs: config.SOURCE_FLUSH_MS,
    state,
    parser: lineSettings(config),
    formats: config.SOURCE_FORMATS,
    sender,
    metrics: sourceMetrics,
    log,
    readiness,
    giveUp,
    onFailure: (error) => {
      log.fatal({ err: error }, 'Files cannot be read on; stopping.');
      stop(1);
    },
  });
}

function openJournal(context: InputContext, state: StateDirectory, journal: string) {
  const { config, giveUp, log, readiness, sender, sourceMetrics: metrics, stop } = context;
  // Entries are JSON of a known form, whatever the lines of files are.
  const { format: _, own: __, ...parser } = { own: undefined, ...lineSettings(config) };
  const formats = config.SOURCE_FORMATS;
  return openJournalInput({
    journal,
    start: config.SOURCE_START,
    flushMs: config.SOURCE_FLUSH_MS,
    state,
    parser,
    formats,
    sender,
    metrics,
    log,
    readiness,
    giveUp,
    onFailure: (error) => {
      log.fatal({ err: error }, 'The journal cannot be read on; stopping.');
      stop(1);
    },
  });
}

function openStdin({ config, giveUp, log, spoolingSender, sourceMetrics, stop }: InputContext) {
  const hasOthers = config.SOURCE_HTTP || config.SOURCE_FILES.length > 0 || config.SOURCE_JOURNAL !== undefined;
  const isOnlyInput = !hasOthers;
  return openStdinInput({
    stream: process.stdin,
    parser: createChunkParser({ ...lineSettings(config), fallbackService: 'stdin' }, sourceMetrics.ownOutcome),
    records: new RecordGatherer(spoolingSender),
    flushMs: config.SOURCE_FLUSH_MS,
    metrics: sourceMetrics,
    log,
    giveUp,
    onEnd: (counts) => {
      log.info(counts, 'Standard input has ended.');
      if (!isOnlyInput) return;
      const spool = config.SOURCE_SPOOL_DIR === undefined ? '' : ', or kept in the spool';
      process.stderr.write(`${counted(counts.lines, 'line')}, ${counted(counts.records, 'record')} sent${spool}\n`);
      stop(0);
    },
    onFailure: (error) => {
      log.fatal({ err: error }, 'Standard input was not fully published; stopping.');
      stop(1);
    },
  });
}

/**
 * Warns about patterns without a file: among several patterns, a mistyped one would go unnoticed. If no file is there
 * at all, the input itself reports it.
 */
async function sayMissing({ SOURCE_FILES: patterns, SOURCE_POLL_MS: everyMs }: SourceConfig, log: Logger) {
  const missing = await missingPatterns(patterns);
  if (missing.length === 0 || missing.length === patterns.length) return;
  log.warn({ files: missing, everyMs }, 'No file matches yet; still looking.');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The format that `SOURCE_FORMAT` names: a built-in one, or one of the user's. */
function formatSettings({ SOURCE_FORMAT: name, SOURCE_FORMATS }: SourceConfig) {
  return isFormatName(name) ? { format: name } : { format: 'auto' as const, own: SOURCE_FORMATS?.named(name) };
}

function lineSettings(config: SourceConfig) {
  const { SOURCE_SERVICE: service } = config;
  const keys = jsonKeys(config);
  return {
    ...formatSettings(config),
    timeZone: timeZoneOf(config),
    ...(service === undefined ? {} : { service, forceService: true }),
    ...(Object.keys(keys).length === 0 ? {} : { jsonKeys: keys }),
  };
}

/** Configured keys come before the usual ones in each list that was configured. */
function jsonKeys(config: SourceConfig): Partial<JsonKeys> {
  const keys = {
    message: config.SOURCE_JSON_MESSAGE_KEYS,
    timestamp: config.SOURCE_JSON_TIMESTAMP_KEYS,
    severity: config.SOURCE_JSON_SEVERITY_KEYS,
    service: config.SOURCE_JSON_SERVICE_KEYS,
  };
  const given = Object.entries(keys).filter(([, list]) => list.length > 0);
  return Object.fromEntries(
    given.map(([name, list]) => [name, [...list, ...DEFAULT_JSON_KEYS[name as keyof typeof keys]]]),
  );
}
