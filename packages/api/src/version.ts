import { z } from 'zod';

/** Answer of `GET /version`. */
export const versionJson = z
  .object({
    version: z.string(),
    commit: z.string().optional().describe('Commit of the source code; absent if unknown.'),
    node: z.string().describe('Version of Node.js.'),
  })
  .meta({ id: 'Version' });
