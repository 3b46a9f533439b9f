import { z } from 'zod';

/** Answer of `GET /version`. */
export const versionJson = z
  .object({
    version: z.string(),
    commit: z.string().optional().describe('Commit of the sources; absent where nothing tells it.'),
    node: z.string().describe('Version of Node.js.'),
  })
  .meta({ id: 'Version' });
