import { readFileOrigin } from '@logwarren/contract/formats';
import type { FormatSet, ReaderSettings } from '@logwarren/own-formats';
import { type ChunkParser, createChunkParser } from '../../../formats/chunk-parser.ts';
import { keepBySettings } from '../../../formats/keep-by-settings.ts';
import type { SourceMetrics } from '../../../metrics/source-metrics.ts';

/** Parsers kept for the next chunk with the same settings. Every container that ever ran has settings of its own. */
const MAX_PARSERS = 500;

interface ParserOptions {
  parser: Omit<ReaderSettings, 'fallbackService'>;
  formats?: FormatSet | undefined;
  metrics: Pick<SourceMetrics, 'ownOutcome'>;
}

/** Makes the parsers of files: by settings, or by the path where a file was first found. */
export function createFileParsers({ formats, metrics, parser }: ParserOptions) {
  const createParser = (settings: ReaderSettings) => createChunkParser(settings, metrics.ownOutcome);
  const parserFor = keepBySettings(createParser, MAX_PARSERS);
  const parserForPath = async (path: string): Promise<ChunkParser> => {
    const { attributes, service: fallbackService } = await readFileOrigin(path);
    const isKnown = Object.keys(attributes).length > 0;
    const own = formats?.forPath(path) ?? parser.own;
    return parserFor({ ...parser, fallbackService, ...(isKnown ? { attributes } : {}), own });
  };
  return { parserFor, parserForPath };
}
