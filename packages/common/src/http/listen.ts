import { AppError } from '../errors/app-error.ts';
import type { Logger } from '../log/logger.ts';

/** Where a server wants to listen. */
export interface ListenWish {
  /** Prefix of the variables that name host and port: `SOURCE` for SOURCE_HOST and SOURCE_PORT. */
  prefix: string;
  host: string;
  port: number;
  /** True when somebody asked for this very port: then another one would not do. */
  isGiven: boolean;
  log: Pick<Logger, 'warn'>;
}

/** Apart from the defaults of the other services, which end in other digits: 9101, 9111, 9121 are sources. */
const STEP = 10;
const STEPS = 10;
/** Ports that are tried where a default port is taken. */
export function fallbackPorts(port: number): number[] {
  return Array.from({ length: STEPS }, (_, step) => port + (step + 1) * STEP);
}

/** Codes of a host that this machine does not have; all others are of the port. */
const HOST_FAULTS: readonly unknown[] = ['ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'];

/** A service cannot listen where it wants to; the message names the variable to change. */
export class ListenError extends AppError {
  constructor({ prefix, host, port }: Pick<ListenWish, 'prefix' | 'host' | 'port'>, cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? 'the port is in use' : message;
    const advice = HOST_FAULTS.includes(code)
      ? `set ${prefix}_HOST to an address of this machine, 0.0.0.0 for all`
      : `set ${prefix}_PORT to another port`;
    super('listen-failed', `cannot listen on ${host}:${port}: ${reason}; ${advice}`, { cause });
  }
}

/**
 * Lets a server listen. Where the default port is taken, as by another service of the same kind, it takes the next free one
 * and warns of it; a port that somebody asked for is an error.
 *
 * @param listen resolves when the server listens on the port; rejects with the system's error
 * @throws ListenError
 */
export async function listenOn<T>(wish: ListenWish, listen: (port: number) => Promise<T>): Promise<T> {
  const { isGiven, log, port, prefix } = wish;
  let problem: unknown;
  for (const wanted of isGiven ? [port] : [port, ...fallbackPorts(port), 0]) {
    try {
      const listening = await listen(wanted);
      if (wanted !== port)
        log.warn({ taken: port, port: wanted }, `The default port is taken; set ${prefix}_PORT to choose.`);
      return listening;
    } catch (error) {
      problem = error;
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') break;
    }
  }
  throw new ListenError(wish, problem);
}
