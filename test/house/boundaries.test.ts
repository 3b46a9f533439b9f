import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * The table of allowed imports in ARCHITECTURE.md. pnpm makes it hold at run time, for what a package does not declare
 * it cannot import; so the declarations are what is tested, and the two libraries and two process-wide things that
 * belong to one package each.
 */

const ROOT = join(import.meta.dirname, '..', '..');

/** Workspace packages that each workspace package may declare. */
const ALLOWED: Record<string, readonly string[]> = {
  'packages/contract': [],
  'packages/api': ['contract'],
  'packages/query': ['contract'],
  'packages/common': [],
  'packages/own-formats': ['contract', 'common'],
  'packages/broker': ['contract', 'common'],
  'packages/store': ['contract', 'query', 'common'],
  'apps/source': ['contract', 'common', 'broker', 'own-formats'],
  'apps/collector': ['contract', 'common', 'broker', 'store'],
  'apps/search': ['contract', 'api', 'query', 'common', 'broker', 'store', 'web'],
  'apps/monitor': ['contract', 'common', 'broker', 'store'],
  'apps/web': ['contract', 'api', 'query'],
  'apps/cli': ['contract', 'api', 'query', 'common', 'own-formats'],
  'apps/retention': ['contract', 'common', 'store'],
};

/** Code that may occur in one place only. */
const OWNED = [
  { what: 'amqplib', pattern: /from 'amqplib['/]/, owners: ['packages/broker/'] },
  { what: 'mongodb', pattern: /from 'mongodb['/]/, owners: ['packages/store/'] },
  { what: 'process.env', pattern: /process\.env\b/, owners: ['packages/common/', 'stack/', 'apps/web/build/'] },
  { what: 'process.exit', pattern: /process\.exit(Code)?\b/, owners: ['packages/common/', 'stack/'] },
  { what: 'signals', pattern: /process\.(on|once)\(\s*'SIG/, owners: ['packages/common/', 'stack/'] },
] as const;

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

function manifestOf(workspace: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, workspace, 'package.json'), 'utf8'));
}

/** Code of the product; tests may reach across. */
const sources = globSync('{apps,packages,stack}/**/*.{ts,mjs,tsx}', {
  cwd: ROOT,
  exclude: (name) => name === 'node_modules',
}).filter((file) => !/\.test\.ts$|\/dist\//.test(file));

test('every app and package is in the table', () => {
  const workspaces = globSync('{apps,packages}/*/package.json', { cwd: ROOT }).map((file) =>
    file.replace('/package.json', ''),
  );
  expect(workspaces.toSorted()).toEqual(Object.keys(ALLOWED).toSorted());
  expect(sources.length).toBeGreaterThan(50);
});

describe.each(Object.entries(ALLOWED))('%s', (workspace, allowed) => {
  test('declares no workspace package but those it may import', () => {
    const { name, dependencies, devDependencies } = manifestOf(workspace);
    expect(name).toBe(`@logwarren/${workspace.split('/')[1]}`);
    const declared = Object.keys({ ...dependencies, ...devDependencies }).filter((each) =>
      each.startsWith('@logwarren/'),
    );
    const forbidden = declared.filter((each) => !allowed.includes(each.replace('@logwarren/', '')));
    expect(forbidden).toEqual([]);
  });

  test('does not climb out of itself by a relative path', () => {
    const own = sources.filter((file) => file.startsWith(`${workspace}/src/`));
    for (const file of own) {
      const depth = file.split('/').length - 3;
      // Its own manifest lies beside `src`.
      const climbs = new RegExp(`from '(\\.\\./){${depth},}(?!package\\.json')`);
      expect(climbs.test(readFileSync(join(ROOT, file), 'utf8')), file).toBe(false);
    }
  });
});

test('amqplib is a dependency of packages/broker alone, mongodb of packages/store alone', () => {
  const dependents = (library: string) =>
    [...Object.keys(ALLOWED), 'stack'].filter((workspace) => {
      const { dependencies, devDependencies } = manifestOf(workspace);
      return library in { ...dependencies, ...devDependencies };
    });
  expect(dependents('amqplib')).toEqual(['packages/broker']);
  expect(dependents('mongodb')).toEqual(['packages/store']);
});

test.each(OWNED)('$what stands only where it belongs', ({ pattern, owners }) => {
  const strangers = sources.filter(
    (file) => !owners.some((owner) => file.startsWith(owner)) && pattern.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(strangers).toEqual([]);
});

test('no package imports itself by name, which is a cycle through its own index', () => {
  const offenders = sources.filter((file) => {
    const [, kind, name] = /^(packages|apps)\/([^/]+)\//.exec(file) ?? [];
    return kind === 'packages' && readFileSync(join(ROOT, file), 'utf8').includes(`from '@logwarren/${name}`);
  });
  expect(offenders).toEqual([]);
});

test.each(['api', 'query'])(
  'packages/%s, and what it imports, use nothing of Node, so that a browser can run it',
  (name) => {
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(
        /^(?:import|export) (?!type ).*?from '([^']+)'/gms,
      )) {
        expect(from, file).not.toMatch(/^node:/);
        if (from.startsWith('.')) visit(join(dirname(file), from));
        if (from.startsWith('@logwarren/')) visit(createRequire(file).resolve(from));
      }
    };
    visit(join(ROOT, 'packages', name, 'src/index.ts'));
    expect(seen.size).toBeGreaterThan(15);
  },
);

test('the page and the command line take only types of packages/api, which cost them nothing at run time', () => {
  const clients = sources.filter((file) => /^apps\/(web|cli)\/src\//.test(file));
  const atRunTime = /^(?:import|export) (?!type )[^;]*from '@logwarren\/api'/m;
  expect(clients.filter((file) => atRunTime.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
});
