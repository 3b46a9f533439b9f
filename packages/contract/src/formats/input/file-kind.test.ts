import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isBinary } from './file-kind.ts';

const noise = Buffer.concat(Array.from({ length: 32 }, (_, i) => createHash('sha256').update(`${i}`).digest()));
const line = '2026-11-21 10:00:00 INFO started\n';

describe('a file is binary', () => {
  it.each([
    ['a program', readFileSync(process.execPath).subarray(0, 1024)],
    ['noise', noise],
    ['a table of logins', Buffer.from(`\x07\0\0\0\x35\0\0\0pts/0${'\0'.repeat(27)}ts/0root${'\0'.repeat(28)}`)],
    ['a journal', Buffer.from(`LPKSHHRH${'\0'.repeat(40)}`)],
    ['UTF-16 without its mark', Buffer.from(line, 'utf16le')],
  ])('%s', (_, head) => {
    expect(isBinary(head)).toBe(true);
  });
});

describe('a file is text', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['lines', Buffer.from(line.repeat(20))],
    ['UTF-16 with its mark', Buffer.from(`\uFEFF${line}`, 'utf16le')],
    ['windows-1252', Buffer.from('Stra\xdfe \x80 \x93caf\xe9\x94\n'.repeat(5), 'latin1')],
    ['a hole, and nothing yet', Buffer.alloc(1024)],
    ['a hole, and lines behind it', Buffer.concat([Buffer.alloc(700), Buffer.from(line.repeat(3))])],
    ['lines, and a hole among them', Buffer.concat([Buffer.from(line), Buffer.alloc(300), Buffer.from(line)])],
    ['a hole from a block on', Buffer.concat([Buffer.from('x'.repeat(512)), Buffer.alloc(100), Buffer.from(line)])],
    ['lines that end with NUL', Buffer.from(`${line.trim()}\0\n`.repeat(9))],
    ['colours', Buffer.from('\u001b[31mERROR\u001b[0m x\n'.repeat(9))],
    ['FIX', Buffer.from('8=FIX.4.2\x019=65\x0135=A\x0149=S\x0156=T\x0110=062\x01\n')],
    ['progress', Buffer.from('10 %\b\b\b\b20 %\b\b\b\b\r\n'.repeat(9))],
  ])('%s', (_, head) => {
    expect(isBinary(head)).toBe(false);
  });
});
