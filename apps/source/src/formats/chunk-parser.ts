import { hasOwnTime, type NormalisedRecord } from '@logwarren/contract';
import {
  headerOf,
  LayoutLearner,
  type LearntLayouts,
  type LineJoiner,
  type TimedRuns,
} from '@logwarren/contract/formats';
import {
  createTextReader,
  type ReaderCarrier,
  type ReaderListeners,
  type ReaderSettings,
} from '@logwarren/own-formats';

/** Records of some texts, and how many of them lack something. */
interface ParsedTexts {
  records: NormalisedRecord[];
  /** Records whose time is that of reading. */
  withoutTime: number;
  /** Records whose text names no severity. */
  withoutSeverity: number;
  /** Layouts that these texts and those before have shown; absent when that was not asked for. */
  layouts?: LearntLayouts | undefined;
  /** Texts that the reader failed on, with the first error: each is a record of its text alone. */
  failed?: { count: number; error: unknown };
}

/** What holds before some texts. */
interface BeforeTexts {
  /** Names of columns; see `headerAfter`. */
  header?: string | undefined;
  /** Layouts that the texts before have shown; without it every layout is believed, as older builds did. */
  layouts?: LearntLayouts | undefined;
  /** See `ReaderCarrier`. */
  keepsHeaderLines?: boolean;
}

/** How texts become records; everything here gives the same result for the same input, in any process. */
export interface ChunkParser {
  /** Kept with each pending chunk. */
  settings: ReaderSettings;
  /** Makes a joiner of the rules of that version; of the latest ones without it. See `createLineJoiner`. */
  createJoiner: (version?: number, runs?: TimedRuns) => LineJoiner;
  /**
   * Without the records that an own format drops.
   *
   * @param before what holds before the texts
   */
  parse: (texts: readonly string[], readAtMs: number, before?: BeforeTexts) => ParsedTexts;
}

/** Makes the parser for files with the given settings. */
export function createChunkParser(
  settings: ReaderSettings,
  onOutcome?: ReaderListeners['onOutcome'],
  createReader = createTextReader,
): ChunkParser {
  const unset = new Set<NormalisedRecord>();
  const reader = createReader(settings, { onOutcome, onUnsetSeverity: (record) => unset.add(record) });
  const { own: _, units: __, ...builtIn } = settings;
  const raw = createTextReader({ ...builtIn, format: 'raw' });
  /** A text that the reader fails on must not end the source, which would fail on it again at every start. */
  const read = (text: string, readAtMs: number, carrier: ReaderCarrier, parsed: ParsedTexts) => {
    try {
      return reader.parse(text, readAtMs, carrier);
    } catch (error) {
      carrier.layouts?.abandon();
      parsed.failed = { count: (parsed.failed?.count ?? 0) + 1, error: parsed.failed?.error ?? error };
      return raw.parse(text, readAtMs);
    }
  };
  return {
    settings,
    createJoiner: reader.createJoiner,
    parse(texts, readAtMs, before) {
      const layouts = before?.layouts && new LayoutLearner(before.layouts);
      let carrier: ReaderCarrier = { ...before, layouts };
      unset.clear();
      const parsed: ParsedTexts = { records: [], withoutTime: 0, withoutSeverity: 0 };
      // By index: an iterator of pairs costs more than the looks at each text.
      for (let index = 0; index < texts.length; index++) {
        const text = texts[index] as string;
        const next = headerOf(text, carrier.header);
        if (next !== undefined) carrier = { ...carrier, header: next };
        layouts?.follow(texts, index + 1);
        const record = read(text, readAtMs, carrier, parsed);
        if (record === undefined) continue;
        parsed.records.push(record);
        if (!hasOwnTime(record)) parsed.withoutTime += 1;
        // A format that gave up may have told of a record of its own.
        if (unset.size > 0 && unset.has(record)) parsed.withoutSeverity += 1;
      }
      unset.clear();
      parsed.layouts = layouts?.learnt;
      return parsed;
    },
  };
}
