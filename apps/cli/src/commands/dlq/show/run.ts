import { writeFileSync } from 'node:fs';
import type { LetterDetailJson } from '@logwarren/api';
import { FileError } from '../../../exit/exit-codes.ts';
import type { Cli } from '../../../options/cli.ts';
import { STANDARD_OUTPUT } from '../../../options/option-values.ts';
import { countOf } from '../../../text/numbers.ts';
import { table } from '../../../text/table.ts';
import { jsonLine, oneLine, severalLines } from '../../../text/terminal-text.ts';

/** Options of `logwarren dlq show`. */
export interface ShowOptions {
  hex?: boolean;
  /** Path of the file to write, or `-`. */
  save?: string;
}

/**
 * Runs `logwarren dlq show`.
 *
 * @throws FileError when the file cannot be written
 */
export async function runDlqShow(cli: Cli, id: string, { hex, save }: ShowOptions): Promise<void> {
  const path = `/dead-letters/${encodeURIComponent(id)}`;
  if (save !== undefined) return saveBytes(cli, save, await cli.api().getBytes(`${path}/body`));
  const letter = await cli.api().get<LetterDetailJson>(path, 'origin', 'preview');
  if (cli.isJson) return cli.write(jsonLine(letter));
  cli.write(table(describe(letter)));
  cli.write(`\n${hex ? hexDump(letter.preview.hex) : severalLines(letter.preview.text)}\n`);
  if (letter.preview.truncated) cli.write('\n(only the beginning; --save FILE writes all of it)\n');
}

function saveBytes(cli: Cli, file: string, bytes: Uint8Array): void {
  try {
    if (file === STANDARD_OUTPUT) cli.write(bytes);
    else writeFileSync(file, bytes);
  } catch (error) {
    throw new FileError(file, error);
  }
}

function describe(letter: LetterDetailJson): string[][] {
  const { origin } = letter;
  const record = origin.recordIndex === null ? '' : `, record ${origin.recordIndex} of its batch`;
  const rows = {
    id: letter.id,
    state: letter.settledAt === null ? letter.state : `${letter.state} ${letter.settledAt}`,
    reason: letter.reason,
    explanation: letter.explanation,
    failed: `${countOf(letter.count, 'time')}, first ${letter.firstFailedAt}, last ${letter.lastFailedAt}`,
    service: letter.service ?? '-',
    records: String(letter.records),
    size: countOf(letter.sizeBytes, 'byte'),
    queue: `${origin.queue}, routing key ${origin.routingKey}`,
    message: `${origin.messageId ?? '-'}${record}`,
    host: origin.host ?? '-',
    type: `${letter.type ?? '-'}, ${letter.contentType ?? '-'}, ${letter.contentEncoding ?? 'not packed'}`,
    headers: JSON.stringify(letter.headers),
  };
  return Object.entries(rows).map(([name, value]) => [`${name}:`, oneLine(value)]);
}

/** Formats bytes, 16 per line, with their characters. @param hex two digits for each byte */
function hexDump(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const digits = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(8, '0')}  ${digits.padEnd(47)}  ${text}`);
  }
  return lines.join('\n');
}
