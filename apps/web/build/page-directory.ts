import { join } from 'node:path';

/** Where the built page lies: `index.html` and `assets/`, each asset also as `.br` and `.gz`. Absent until it is built. */
export const PAGE_DIRECTORY: string = join(import.meta.dirname, '..', 'dist');
