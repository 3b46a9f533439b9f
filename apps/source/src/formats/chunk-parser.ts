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

/** Records of some texts, and the numbers of those without a time or a severity. */
interface ParsedTexts {
  records: NormalisedRecord[];
  /** Records that got the time of reading because their text has no time. */
  withoutTime: number;
  /** Records without a severity in their text. */
  withoutSeverity: number;
  /** Layouts that these texts and earlier ones have shown; absent if the caller did not ask for them. */
  layouts?: LearntLayouts | undefined;
  /** Texts on which the reader failed, with the first error. Each becomes a record of its text alone. */
  failed?: { count: number; error: unknown };
}

/** State from earlier texts. */
interface BeforeTexts {
  /** Names of columns; see `headerAfter`. */
  header?: string | undefined;
  /** Layouts that earlier texts have shown. Without it the parser believes every layout, as older builds did. */
  layouts?: LearntLayouts | undefined;
  /** See `ReaderCarrier`. */
  keepsHeaderLines?: boolean;
}

/** Turns texts into records. Everything here gives the same result for the same input, in any process. */
export interface ChunkParser {
  /** Kept with each pending chunk. */
  settings: ReaderSettings;
  /** Makes a joiner with the rules of that version; the default is the latest. See `createLineJoiner`. */
  createJoiner: (version?: number, runs?: TimedRuns) => LineJoiner;
  /**
   * Skips the records that an own format drops.
   *
   * @param before state from the texts before these
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
  /** A text on which the reader fails must not end the source: it would fail on the same text at every start. */
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
      // By index: an iterator of pairs costs more than indexing each text.
      for (let index = 0; index < texts.length; index++) {
        const text = texts[index] as string;
        const next = headerOf(text, carrier.header);
        if (next !== undefined) carrier = { ...carrier, header: next };
        layouts?.follow(texts, index + 1);
        const record = read(text, readAtMs, carrier, parsed);
        if (record === undefined) continue;
        parsed.records.push(record);
        if (!hasOwnTime(record)) parsed.withoutTime += 1;
        // A format that gave up may have reported a record of its own.
        if (unset.size > 0 && unset.has(record)) parsed.withoutSeverity += 1;
      }
      unset.clear();
      parsed.layouts = layouts?.learnt;
      return parsed;
    },
  };
}
