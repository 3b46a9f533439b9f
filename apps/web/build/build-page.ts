import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync, constants as zlib } from 'node:zlib';
import { build } from 'vite';
import { PAGE_DIRECTORY } from './page-directory.ts';
import { digestOfSources } from './page-sources.ts';

/**
 * `node build/build-page.ts`: builds `dist/` from `src/` and the packages that it imports. If `dist/` is up to date,
 * this takes a few milliseconds.
 *
 * The result is built beside `dist/` and moved there at the end, so that two builds at a time do no harm and a server
 * never sees half of one.
 *
 * @see docs/decisions/0011-page-build.md
 */

const WEB = join(import.meta.dirname, '..');
/** The file with a digest of the sources that the result was built from. */
const STAMP = '.built-from';

const wanted = digestOfSources();
const stampFile = join(PAGE_DIRECTORY, STAMP);
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== wanted) await buildPage(wanted);

async function buildPage(stamp: string): Promise<void> {
  const outDir = `${PAGE_DIRECTORY}-${process.pid}`;
  try {
    await build({
      root: WEB,
      configFile: false,
      logLevel: 'warn',
      oxc: { jsx: { runtime: 'automatic', development: false } },
      // Set here, because Vite would use the NODE_ENV of a test runner.
      define: { 'process.env.NODE_ENV': '"production"' },
      build: {
        outDir,
        emptyOutDir: true,
        target: 'es2022',
        // Everything comes from files: the content policy of the page allows nothing inline, not even a data URL.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        reportCompressedSize: false,
      },
    });
    compress(join(outDir, 'assets'));
    writeFileSync(join(outDir, STAMP), stamp);
    rmSync(PAGE_DIRECTORY, { recursive: true, force: true });
    renameSync(outDir, PAGE_DIRECTORY);
  } catch (error) {
    rmSync(outDir, { recursive: true, force: true });
    // Another build may have been faster.
    if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) throw error;
  }
}

/** Compresses each file once, instead of for each request. */
function compress(directory: string): void {
  for (const name of readdirSync(directory)) {
    const file = join(directory, name);
    const bytes = readFileSync(file);
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [zlib.BROTLI_PARAM_QUALITY]: 11 } }));
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  }
}
