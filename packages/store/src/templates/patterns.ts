import { abortable } from '@logwarren/common';
import { type Filter, isTemplate } from '@logwarren/query';
import type { Store } from '../connection/index.ts';
import { chooseBins, type RecordTally, type SampledQuery, tallyRecords } from '../count/index.ts';
import { overlapping, readCounts } from '../read/index.ts';
import type { Pattern } from './pattern-details.ts';
import type { KnownTemplate } from './revise-templates.ts';
import { noteTemplates, readTemplates } from './template-catalogue.ts';
import { TemplateTally, type TopTemplates } from './template-tally.ts';

/** Most points of a trend. */
const TREND_BINS = 24;

/** Time that finding templates may take beyond the time of the query, ms. */
const GROUPING_MS = 2_000;

/** Asks for the templates of the messages that match. */
interface PatternQuery extends SampledQuery {
  nowMs: number;
  /** Most templates that are listed. */
  limit: number;
  /** Zone whose hours and days the bins of the trends follow; UTC if left out. */
  timeZone?: string | undefined;
}

/** The templates of the messages that match. */
interface Patterns extends Omit<TopTemplates, 'areFound'> {
  fromMs: number;
  toMs: number;
  /** Width of a bin of the trends, ms; the first bin holds `fromMs`. */
  stepMs: number;
  /** False when the time was up. */
  complete: boolean;
  /**
   * False if the time was up before all records were counted. It is true with `complete: false` if they were counted
   * but not grouped in full.
   */
  counted: boolean;
}

/**
 * Groups matches by the templates of their messages.
 *
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 * @see docs/decisions/0018-true-counts.md
 */
export async function patterns(store: Store, query: PatternQuery): Promise<Patterns> {
  const catalogue = await abortable(readTemplates(store), query.signal);
  const { tally, answer } = await listPatterns(store, query, catalogue ?? []);
  if (catalogue === undefined || tally === undefined) return answer;
  let top: Omit<TopTemplates, 'areFound'> = answer;
  const listed = () => tally.listed(top.patterns.map(({ pattern }) => pattern));
  const noting = noteTemplates(store, catalogue, listed(), async (texts) => {
    tally.know(texts);
    const again = await tally.top(query.limit, answer.complete).catch((error: unknown) => {
      if (query.signal?.aborted !== true) throw error;
    });
    if (!again?.areFound) return undefined;
    top = { patterns: again.patterns, others: again.others, exact: again.exact, mayMiss: again.mayMiss };
    return listed();
  });
  const noted = await abortable(noting, query.signal);
  const patterns = top.patterns.map((each) => ({ ...each, ...identityOf(noted.get(each.pattern)) }));
  return { ...answer, ...top, patterns };
}

function identityOf(template: KnownTemplate | undefined): Pick<Pattern, 'id' | 'firstSeen'> {
  return template === undefined ? {} : { id: template.id, firstSeen: template.firstSeen };
}

interface Listing {
  answer: Patterns;
  /** Undefined if nothing may be noted, or templates were not found in time. */
  tally: TemplateTally | undefined;
}

async function listPatterns(store: Store, query: PatternQuery, catalogue: readonly KnownTemplate[]): Promise<Listing> {
  return await readCounts(store, query, async (running) => {
    const { range, stepMs, times } = await chooseBins(store, running, { ...query, bins: TREND_BINS });
    const scan = { ...running, range, condition: overlapping(range) };
    // Records that were counted before the time was up are grouped as well.
    const isTimeUp = () => running.clock() > running.deadline + GROUPING_MS;
    const pace = { signal: query.signal, isTimeUp };
    const texts = new Set(catalogue.map(({ text }) => text));
    const named = templatesNamed(running.filter.filter);
    // A template that somebody made up must not be kept.
    const isMadeUp = named.some((text) => !texts.has(text));
    return await tallyRecords(store, scan, query, (sample): RecordTally<Listing> => {
      const tally = new TemplateTally(sample, times, [...texts, ...named], pace);
      return {
        add: (record, bucket) => tally.add(record, bucket),
        settle: () => tally.settle(),
        finish: async (complete) => {
          const { areFound, ...top } = await tally.top(query.limit, complete);
          const answer = { ...top, ...range, stepMs, complete: complete && areFound, counted: complete };
          return { answer, tally: isMadeUp || !areFound ? undefined : tally };
        },
      };
    });
  });
}

/** Templates that a query names. They stay as they are, even if it finds few of their messages. */
function templatesNamed(filter: Filter): string[] {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.filters.flatMap(templatesNamed);
  return filter.kind === 'pattern' && isTemplate(filter.pattern) ? [filter.pattern] : [];
}
