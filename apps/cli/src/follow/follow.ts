import type { RecordJson } from '@logwarren/api';
import { timeOfId } from '@logwarren/contract/read-record-id';
import { batchIdFrom } from '@logwarren/contract/record-ids';
import { ApiError } from '../api/api-error.ts';
import { type FindOptions, findRecords } from '../find/find-records.ts';
import { createNoteNotice, createProgressNotice } from '../find/search-notices.ts';
import type { Cli } from '../options/cli.ts';
import type { FilterParameters } from '../options/filter-options.ts';
import type { RecordPrinter } from '../print/record-printer.ts';
import { countOf } from '../text/numbers.ts';
import { createStatusLine } from '../text/status-line.ts';
import { compareRecords, SeenIds } from './record-sequence.ts';
import { followTail, type RecordEvent, type TailListener } from './tail-client.ts';

/**
 * Prints the newest records, then those that arrive, with no gap and no duplicate between the two.
 *
 *     search: the last N ──► tail from the newest of their ids on: the service looks in MongoDB for records that were on
 *                            their way, and once more for those that collectors had not stored; ids seen are skipped
 *
 * So records that were on their way during the search come by the tail. The tail also finds records that the search left out
 * because their timestamps are older than the last N. They were collected before the start, so they are skipped here too.
 */

interface FollowOptions {
  cli: Cli;
  printer: RecordPrinter;
  filter: FilterParameters;
  /** How many records to start with. */
  limit: number;
}

/** Records published longer ago than this are stored, unless a collector lags so far that it is reported, ms. */
const ON_ITS_WAY_MS = 5 * 60_000;
/** How long RabbitMQ may be down before the user hears of it; at the start the service has to connect first, ms. */
const PATIENCE_MS = 3_000;

/**
 * Prints the newest records, then those that arrive, until the signal.
 *
 * @throws ApiError when the service refuses or cannot be reached at the start; the reason of the signal
 */
export async function follow({ cli, printer, filter, limit }: FollowOptions): Promise<never> {
  const startedMs = Date.now();
  const seen = new SeenIds();
  using status = createStatusLine(cli);
  const onNote = createNoteNotice(cli, status);
  const reading = { api: cli.api(), filter, limit, onContinue: createProgressNotice(cli, status), onNote };
  const found = limit > 0 ? await readNewest(cli, reading) : undefined;
  status.clear();
  if (found !== undefined) await printer.print(found);
  for (const { id } of found ?? []) seen.add(id);
  const [oldest] = found?.length === limit ? found : [];
  const isLeftOut = ({ id, json }: RecordEvent) =>
    oldest !== undefined && timeOfId(id) < startedMs && compareRecords(JSON.parse(json), oldest) < 0;
  const isFresh = (record: RecordEvent) => seen.add(record.id) && !isLeftOut(record);
  const earliest = batchIdFrom(startedMs - ON_ITS_WAY_MS, 0, new Uint8Array(6));
  const lastId = () => {
    const { highest = found && earliest } = seen;
    return highest !== undefined && highest < earliest ? earliest : highest;
  };
  using listener = listenerOf(cli, printer, isFresh, onNote);
  const wasReached = found !== undefined;
  return await followTail({ api: cli.api(), filter, lastId, wasReached, signal: cli.signal }, listener);
}

/** Reads the newest records, oldest first; undefined when MongoDB is down, because the tail works without it. */
async function readNewest(cli: Cli, options: Omit<FindOptions, 'order'>): Promise<RecordJson[] | undefined> {
  const found: RecordJson[] = [];
  try {
    for await (const page of findRecords({ ...options, order: 'desc' })) found.push(...page);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === undefined || !error.isUnavailable) throw error;
    cli.notice(`cannot read earlier records: ${error.message}`);
    return undefined;
  }
  return found.reverse();
}

function listenerOf(
  cli: Cli,
  printer: RecordPrinter,
  isFresh: (record: RecordEvent) => boolean,
  onNote: TailListener['onNote'],
): TailListener & Disposable {
  let isAway = false;
  let gapAfter: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  return {
    async onRecords(records) {
      await printer.printJson(records.filter(isFresh).map(({ json }) => json));
    },
    onDropped: (count) => {
      cli.notice(`${countOf(count, 'record')} came too fast to be shown here; search finds them`);
    },
    onNote,
    onGap(after) {
      // The service reports a gap each time it cannot read it.
      if (after !== gapAfter) cli.notice('some missed records could not be read and are not shown; search finds them');
      gapAfter = after;
    },
    onLive(isLive) {
      clearTimeout(timer);
      if (!isLive) {
        timer = setTimeout(() => {
          isAway = true;
          cli.notice('RabbitMQ is down: no records arrive at the moment');
        }, PATIENCE_MS);
      } else if (isAway) {
        isAway = false;
        cli.notice('RabbitMQ is back');
      }
    },
    onLost(reason) {
      clearTimeout(timer);
      cli.notice(`the connection was lost (${reason}); trying again`);
    },
    onConnected(isAgain) {
      if (isAgain) cli.notice('connected again');
      else if (cli.isErrorTerminal) cli.notice('following; Ctrl-C stops it');
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
