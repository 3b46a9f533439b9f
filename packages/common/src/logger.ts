import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

export type { Logger } from 'pino';

/** Opens a service's log: JSON lines, or coloured lines when standard output is a terminal. */
export function createLogger(service: string, level: string): Logger {
  const options = {
    level,
    base: { service },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (process.stdout.isTTY)
    return pino(options, pretty({ colorize: true, ignore: 'service', messageFormat: `${service}: {msg}` }));
  // Written at once: pino's default buffers, and at exit its last lines can overtake one that is under way.
  return pino(options, pino.destination({ fd: process.stdout.fd, sync: true }));
}

/**
 * A URL for a log line: without its password.
 *
 * A password may hold what it must not (`/`, `@`), and the URL is then shown because it is wrong; so everything up to the
 * last `@` is taken for the password.
 */
export function redactUrl(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/[^:@/]*):[\s\S]*@/i, '$1:***@');
}
