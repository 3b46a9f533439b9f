import { AppError } from '../errors/app-error.ts';
import type { Logger } from '../log/logger.ts';

/** Where a server wants to listen. */
export interface ListenWish {
  /** Prefix of the variables that name host and port: `SOURCE` for SOURCE_HOST and SOURCE_PORT. */
  prefix: string;
  host: string;
  port: number;
  /** True if somebody asked for this very port: no other port will do. */
  isGiven: boolean;
  log: Pick<Logger, 'warn'>;
}

/** Apart from the defaults of the other services, which end in other digits: 9101, 9111, 9121 are sources. */
const STEP = 10;
const STEPS = 10;
/** Ports to try when a default port is taken. */
export function fallbackPorts(port: number): number[] {
  return Array.from({ length: STEPS }, (_, step) => port + (step + 1) * STEP);
}

/** Error codes that mean this machine does not have the host; all other codes concern the port. */
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
 * Lets a server listen. If the default port is taken, for example by another service of the same kind, it takes the next
 * free one and logs a warning. If somebody asked for the port, a taken one is an error.
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
