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
