import type { NormalisedRecord } from '../record/index.ts';
import { createLineParser } from './create-line-parser.ts';
import { LayoutLearner } from './layouts/layout-learner.ts';
import { type LearntLayouts, NOTHING_LEARNT } from './layouts/layout-scores.ts';
import { ACCESS_SAMPLES } from './samples/access-samples.ts';
import { COLUMN_SAMPLES } from './samples/column-samples.ts';
import { ENVELOPE_SAMPLES } from './samples/envelope-samples.ts';
import { HEAD_SAMPLES, OBJECT_SAMPLES } from './samples/grouped-samples.ts';

/** Time of reading. */
export const AT = Date.parse('2026-03-10T08:00:00Z');
/** Reads all formats. */
export const parser = createLineParser({ format: 'auto', fallbackService: 'file' });
/** Samples of most kinds. */
export const SAMPLES = [HEAD_SAMPLES, COLUMN_SAMPLES, ACCESS_SAMPLES, ENVELOPE_SAMPLES, OBJECT_SAMPLES].flat();

/** A line whose service is in brackets. */
export const HEADS = '2026-03-09 08:15:30 INFO [shop] saved';
/** Lines that name a service by a place, each in a layout of its own. */
export const GUESSES = {
  plain: '2026-03-09 08:15:30 status ERROR cannot save',
  prose: '2026-03-09 08:15:30 status error: cannot save',
  syslog: 'Mar  9 08:15:30 web-1 status: cannot save',
  process: 'Mar  9 08:15:30 web-1 status[31]: cannot save',
  iso: '2026-03-09T08:15:30Z web-1 status: cannot save',
  compose: 'status-1  | cannot save',
  object: 'status {"level":"error","msg":"cannot save"}',
  behind: '2026-03-09 08:15:30 status {"level":"error","msg":"cannot save"}',
  head: '2026-03-09 08:15:30 status[31] ERROR cannot save',
};

/** Records of a file, and what they have taught. */
interface Read {
  records: NormalisedRecord[];
  learnt: LearntLayouts;
}

/** Reads records as a file that has them in this order. */
export function read(texts: readonly string[], before = NOTHING_LEARNT): Read {
  const layouts = new LayoutLearner(before);
  const records = texts.map((text, index) => {
    layouts.follow(texts, index + 1);
    return parser.parse(text, AT, { layouts });
  });
  return { records, learnt: layouts.learnt };
}

/** Reads them one by one, as they come in a file that grows slowly. */
export function readSingly(texts: readonly string[], before = NOTHING_LEARNT): Read {
  let learnt = before;
  const records = texts.flatMap((text) => {
    const each = read([text], learnt);
    learnt = each.learnt;
    return each.records;
  });
  return { records, learnt };
}

/** Services of records. */
export const servicesOf = ({ records }: Read) => records.map(({ service }) => service);
/** A text so many times. */
export const times = (count: number, text: string) => new Array<string>(count).fill(text);
