import { buildVersion } from '@logwarren/common';
import { z } from 'zod';
import { errorBody } from '../http-error.ts';
import { type App, searchErrors } from './route-context.ts';

const versionJson = z
  .object({
    version: z.string(),
    commit: z.string().optional().describe('Commit of the sources; absent where nothing tells it.'),
    node: z.string().describe('Version of Node.js.'),
  })
  .meta({ id: 'Version' });

/** `GET /version`: which Logwarren this is. */
export function getVersion(app: App): void {
  const schema = {
    operationId: 'getVersion',
    summary: 'Get the version',
    description: 'Which build of Logwarren answers, and on which Node.js it runs.',
    tags: ['service'],
    querystring: z.strictObject({}),
    response: { 200: versionJson, 400: errorBody.describe('There are no parameters.'), 403: searchErrors[403] },
  };
  const version = buildVersion();
  app.get('/version', { schema }, async () => version);
}
