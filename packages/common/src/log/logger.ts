import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** The logger of every service: fields first, a fixed sentence second. */
export type { Logger } from 'pino';

/**
 * Opens a service's log: JSON lines, or coloured lines when standard output is a terminal.
 *
 * @param level the least important that is logged, such as `info`; `silent` logs nothing
 */
export function createLogger(service: string, level: string): Logger {
  const options = {
    level,
    base: { service },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (process.stdout.isTTY)
    return pino(options, pretty({ colorize: true, ignore: 'service', messageFormat: `${service}: {msg}` }));
  // Writes at once. By default pino buffers, and at exit its last lines can overtake a line that is still being written.
  return pino(options, pino.destination({ fd: process.stdout.fd, sync: true }));
}
