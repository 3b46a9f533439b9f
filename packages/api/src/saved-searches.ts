import { z } from 'zod';

/** A saved search, as `POST /searches` and `GET /searches/:id` answer it. */
export const savedSearchJson = z
  .object({
    id: z.string().describe('Ten letters and digits.'),
    name: z.string(),
    q: z.string().optional(),
    from: z.string().optional().describe('As saved: an age such as `15m` stays an age.'),
    to: z.string().optional(),
    view: z.string().optional().describe('View of the page; the list of records if absent.'),
    link: z.string().describe('Path of the short link to the page.'),
    createdAt: z.string(),
  })
  .meta({ id: 'SavedSearch' });

/** A search under a name, for everybody. */
export type SavedSearchJson = z.output<typeof savedSearchJson>;

/** Answer of `GET /searches`. */
export const savedSearchesJson = z
  .object({ searches: z.array(savedSearchJson).describe('By name.') })
  .meta({ id: 'SavedSearches' });

/** All saved searches. */
export type SavedSearchesJson = z.output<typeof savedSearchesJson>;
