import { open, stat } from 'node:fs/promises';
import { delay, messageOf } from '@logwarren/common';

/**
 * Shows the monitor's alerts on the terminal, read from its log. A user of `npm start` watches the terminal rather than
 * the log, and needs no webhook.
 */

const POLL_MS = 500;
const MAX_READ_BYTES = 64 * 1024;
const SHOWN_CHARACTERS = 120;

interface ShowAlertsOptions {
  /** Log of the monitor. */
  file: string;
  searchUrl: string;
  say: (text: string) => void;
  pollMs?: number;
}

interface AlertLine {
  msg?: unknown;
  time?: unknown;
  alertService?: unknown;
  count?: unknown;
  threshold?: unknown;
  windowS?: unknown;
  durationS?: unknown;
  samples?: unknown;
  reason?: unknown;
}

/** Shows every alert that is logged from now on, until disposed. */
export async function showAlerts(options: ShowAlertsOptions): Promise<AsyncDisposable> {
  const stopping = new AbortController();
  const from = await sizeOf(options.file);
  const done = follow(options, from, stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted)
      options.say(`Alerts are not shown any more: ${messageOf(error)}; see ${options.file}`);
  });
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort(new Error('stopping'));
      await done;
    },
  };
}

async function follow(
  { file, searchUrl, say, pollMs = POLL_MS }: ShowAlertsOptions,
  from: number,
  signal: AbortSignal,
) {
  let position = from;
  let carry = '';
  for (;;) {
    await delay(pollMs, signal);
    const size = await sizeOf(file);
    // A service that was started again begins its log anew.
    if (size < position) {
      position = 0;
      carry = '';
    }
    while (position < size) {
      const bytes = await readAt(file, position, Math.min(MAX_READ_BYTES, size - position));
      if (bytes.length === 0) break;
      position += bytes.length;
      const lines = (carry + bytes.toString('latin1')).split('\n');
      carry = lines.pop() ?? '';
      for (const line of lines) {
        const text = describeAlert(Buffer.from(line, 'latin1').toString('utf8'), searchUrl);
        if (text !== undefined) say(text);
      }
    }
  }
}

/** A line of the monitor's log for the terminal; undefined if it is not about a service. */
export function describeAlert(line: string, searchUrl: string): string | undefined {
  if (!line.includes('alertService')) return undefined;
  const { msg, time, alertService, count, threshold, windowS, durationS, samples, reason } = parse(line);
  const service = String(alertService);
  const clock = typeof time === 'string' ? `${new Date(time).toTimeString().slice(0, 8)} ` : '';
  if (msg === 'Alert is resolved.') return `✓ ${clock}alert of ${service} is over (${durationS} s).`;
  if (msg === 'Alert is firing.') {
    const last = Array.isArray(samples) ? samples.at(-1) : undefined;
    const sample = last === undefined ? '' : `: ${String(last).split('\n', 1)[0]?.slice(0, SHOWN_CHARACTERS)}`;
    const errors = `${count} ${count === 1 ? 'error' : 'errors'} in ${windowS} s (threshold ${threshold})`;
    return `! ${clock}ALERT ${service}: ${errors}${sample}\n  ${pageOf(service, searchUrl)}`;
  }
  return reason === undefined ? undefined : `! ${clock}${msg} ${service}: ${reason}`;
}

function pageOf(service: string, searchUrl: string): string {
  const word = /^[\w.-]+$/.test(service) ? service : JSON.stringify(service);
  return `${searchUrl}/?view=logs&from=15m&q=${encodeURIComponent(`service:${word} level:>=error`)}`;
}

function parse(line: string): AlertLine {
  try {
    return JSON.parse(line) as AlertLine;
  } catch {
    return {};
  }
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

async function readAt(file: string, position: number, length: number): Promise<Buffer> {
  await using handle = await open(file, 'r');
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
