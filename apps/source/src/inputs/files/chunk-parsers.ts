import type { ReaderListeners } from '@logwarren/own-formats';
import { type ChunkParser, createChunkParser } from './chunk-batches.ts';

/** Parsers that are kept for the next chunk with the same settings. */
const MAX_PARSERS = 500;

/** Makes parsers by their settings: those of now, and those that the process before wrote down. */
export function createChunkParsers(
  onOutcome?: ReaderListeners['onOutcome'],
): (settings: ChunkParser['settings']) => ChunkParser {
  const parsers = new Map<string, ChunkParser>();
  return (settings) => {
    const key = JSON.stringify(settings);
    const parser = parsers.get(key) ?? createChunkParser(settings, onOutcome);
    // The least recently used one goes: every container that ever ran has settings of its own.
    parsers.delete(key);
    parsers.set(key, parser);
    for (const oldest of parsers.keys()) {
      if (parsers.size <= MAX_PARSERS) break;
      parsers.delete(oldest);
    }
    return parser;
  };
}
