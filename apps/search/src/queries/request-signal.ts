import { AppError } from '@logwarren/common';
import type { FastifyReply } from 'fastify';

/** The client closed the connection before it had its answer. */
export class ClientGoneError extends AppError {
  constructor() {
    super('client-gone', 'the client did not wait for the answer');
  }
}

/** Is aborted with ClientGoneError when the client leaves, so that nobody works for nobody. */
export function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new ClientGoneError());
  });
  return controller.signal;
}
