import { errorJson, versionJson } from '@logwarren/api';
import { buildVersion } from '@logwarren/common';
import { z } from 'zod';
import { type App, searchErrors } from '../route-context.ts';

/** `GET /version`: which build of Logwarren this is. */
export function getVersion(app: App): void {
  const schema = {
    operationId: 'getVersion',
    summary: 'Get the version',
    description: 'Which build of Logwarren answers, and on which Node.js it runs.',
    tags: ['service'],
    querystring: z.strictObject({}),
    response: { 200: versionJson, 400: errorJson.describe('There are no parameters.'), 403: searchErrors[403] },
  };
  const version = buildVersion();
  app.get('/version', { schema }, async () => version);
}
