import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const WEB = join(import.meta.dirname, '..');
const PACKAGES = join(WEB, '..', '..', 'packages');

/**
 * The files that the page is built from, as paths relative to `apps/web`: its own, and those of the workspace packages
 * that it bundles. Everything else is listed with its version in one of the `package.json` files.
 */
export function pageSources(): string[] {
  const own = ['package.json', 'index.html', ...globSync('{src,build,public}/**/*', { cwd: WEB })];
  const bundled = bundledPackages().flatMap((name) => {
    const files = ['package.json', ...globSync('src/**/*', { cwd: join(PACKAGES, name) })];
    return files.map((file) => join('..', '..', 'packages', name, file));
  });
  return [...own, ...bundled].filter((file) => !file.includes('.test.') && statSync(join(WEB, file)).isFile()).sort();
}

/** A digest of the names and contents of all of these files: a build with another digest is stale. */
export function digestOfSources(): string {
  const hash = createHash('sha256');
  for (const file of pageSources()) hash.update(`${file}\n`).update(readFileSync(join(WEB, file)));
  return hash.digest('hex');
}

function bundledPackages(): string[] {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(WEB, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => version.startsWith('workspace:'))
    .map(([name]) => name.slice(name.indexOf('/') + 1));
}
