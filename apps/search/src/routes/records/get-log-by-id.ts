import { errorJson, recordJson } from '@logwarren/api';
import { isRecordId } from '@logwarren/contract';
import { z } from 'zod';
import { recordNotFound } from '../../errors/http-error.ts';
import { signalOf } from '../../queries/query-limits.ts';
import { toRecordJson } from '../../queries/record-json.ts';
import { type App, type RouteContext, searchErrors } from '../route-context.ts';

/** The id of a record in a path. */
export const idParameters = z.object({
  id: z
    .string()
    .transform((id) => id.toLowerCase())
    .refine(isRecordId, 'is not a record id; it is a UUID such as 019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011')
    .describe('Id of the record.')
    .meta({ example: '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011' }),
});

/** `GET /logs/:id`: one record. */
export function getLogById(app: App, { reader, queryLimit }: RouteContext): void {
  const schema = {
    operationId: 'getLog',
    summary: 'Get one record',
    description: 'Takes the `id` of a record from any other answer. A record can be read until its day expires.',
    tags: ['logs'],
    params: idParameters,
    querystring: z.strictObject({}),
    response: { 200: recordJson, 404: errorJson.describe('There is no such record.'), ...searchErrors },
  };
  app.get('/logs/:id', { schema }, async (request, reply) => {
    const record = await queryLimit.run(() => reader.get(request.params.id, { signal: signalOf(reply) }));
    if (record === undefined) throw recordNotFound(request.params.id);
    return toRecordJson(record);
  });
}
