import { nowJson } from '@logwarren/api';
import { formatTimestamp } from '@logwarren/contract';
import { z } from 'zod';
import { atMoment } from '../../queries/moment.ts';
import { signalOf } from '../../queries/query-limits.ts';
import { type App, type RouteContext, searchErrors } from '../route-context.ts';

/** `GET /logs/now`: the moment that all requests of a view ask for. */
export function getNow(app: App, { reader, queryLimit, now }: RouteContext): void {
  const schema = {
    operationId: 'now',
    summary: 'Get the newest moment',
    description: 'Send several requests with this `asOf` to get answers that are consistent with each other.',
    tags: ['logs'],
    querystring: z.strictObject({}),
    response: { 200: nowJson, ...searchErrors },
  };
  app.get('/logs/now', { schema }, async (_request, reply) =>
    queryLimit.run(() =>
      atMoment({ reader, now }, undefined, signalOf(reply), async ({ nowMs }) => ({ time: formatTimestamp(nowMs) })),
    ),
  );
}
