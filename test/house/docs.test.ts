import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KEEPER_REASONS } from '@logwarren/broker';
import { DEAD_LETTER_REASONS } from '@logwarren/contract';
import { readFormatsFile } from '@logwarren/own-formats';
import { describe, expect, test } from 'vitest';
import { configurationPage } from '../../docs/configuration-page.ts';
import { formatsPage } from '../../docs/formats-page.ts';
import { httpApiPage } from '../../docs/http-api-page.ts';
import { ingestionPage } from '../../docs/ingestion-page.ts';
import { documentedMetrics, metricsPage } from '../../docs/metrics-page.ts';
import { webhookPage } from '../../docs/webhook-page.ts';

/** The manual agrees with the code, for the pages that can be compared with the source. */

const ROOT = join(import.meta.dirname, '..', '..');

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

const exclude = (name: string) => name === 'node_modules';

const sources = globSync('{apps,packages,stack}/**/*.{ts,mjs}', { cwd: ROOT, exclude }).filter(
  (file) => !file.endsWith('.test.ts'),
);

const pages = globSync('{*.md,docs/**/*.md}', { cwd: ROOT });

test('every example of docs/formats-example.yaml gives what it says', () => {
  const formats = readFormatsFile(join(ROOT, 'docs/formats-example.yaml'));
  expect(formats).toMatchObject({ examples: 5 });
  expect(read('docs/formats.md')).toContain(read('docs/formats-example.yaml'));
});

describe('docs/configuration.md', () => {
  test('is what the schemas say; `npm run docs` writes it', () => {
    expect(read('docs/configuration.md')).toBe(configurationPage());
  });

  test('names every variable that the stack reads', () => {
    const page = read('docs/configuration.md');
    const used = sources
      .filter((file) => file.startsWith('stack/'))
      .flatMap((file) => [...read(file).matchAll(/\benv\.([A-Z][A-Z_]+)/g)].map(([, name = '']) => name));
    const ofOthers = new Set(['TESTCONTAINERS_RYUK_DISABLED', 'PATH', 'INIT_CWD', 'CI', 'HOME', 'NO_COLOR', 'TERM']);
    const missing = [...new Set(used)].filter((name) => !ofOthers.has(name) && !page.includes(`\`${name}\``));
    expect(missing).toEqual([]);
  });
});

test.each([
  ['docs/formats.md', formatsPage],
  ['docs/http-api.md', httpApiPage],
  ['docs/ingestion.md', ingestionPage],
  ['docs/webhook.md', webhookPage],
  ['docs/metrics.md', metricsPage],
])('%s is what the code says; `npm run docs` writes it', async (file, page) => {
  expect(read(file)).toBe(await page());
});

test('every metric that a page names exists', async () => {
  const known = new Set([...documentedMetrics().values()].flat().map(({ name }) => name));
  // Queries name a histogram by its series.
  const isKnown = (name: string) => known.has(name) || known.has(name.replace(/_(?:bucket|sum|count)$/, ''));
  const pages = globSync('{README,ARCHITECTURE,docs/*}.md', { cwd: ROOT });
  const unknown = pages.flatMap((page) =>
    [...read(page).matchAll(/`(logwarren_[a-z_]+[a-z])[`{ ]/g)]
      .map(([, name = '']) => name)
      .filter((name) => !isKnown(name))
      .map((name) => `${page}: ${name}`),
  );
  expect(unknown).toEqual([]);
});

test('images are labelled with the version of package.json', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  expect(read('Dockerfile')).toContain(`ARG LOGWARREN_VERSION=${version}\n`);
});

test('docs/containers.md has every variable of docker compose, and every file that opens ports', () => {
  const page = read('docs/containers.md');
  const files = ['docker-compose.yml', ...globSync('stack/compose/*.yml', { cwd: ROOT })];
  const names = files.flatMap((file) => [...read(file).matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name));
  expect(names.length).toBeGreaterThan(10);
  // Described by one of a group: MONITOR_HEALTH_PORT and so on.
  const isNamed = (name: string) => page.includes(name) || /^[A-Z]+_HEALTH_PORT$/.test(name);
  expect(names.filter((name) => !isNamed(name))).toEqual([]);
  expect(files.slice(1).filter((file) => !page.includes(file))).toEqual([]);
});

test('docs/ingestion.md has every code that the HTTP input of the source answers', () => {
  const codes = globSync(
    '{apps/source/src/inputs/http.ts,apps/source/src/inputs/http/*.ts,packages/common/src/http/foreign-requests.ts}',
    {
      cwd: ROOT,
    },
  )
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) =>
      [...read(file).matchAll(/Error\(\s*(?:\d+,\s*)?'([a-z]+(?:-[a-z]+)+)'/g)].map(([, code = '']) => code),
    );
  expect(codes.length).toBeGreaterThan(5);
  const page = read('docs/ingestion.md');
  expect(codes.filter((code) => !page.includes(`\n| \`${code}\` |`))).toEqual([]);
});

test('nothing suggests npx for the command: outside the repository it asks the public registry for that name', () => {
  const texts = [...pages, ...globSync('{docs,apps,packages,stack}/**/*.{ts,tsx,mjs}', { cwd: ROOT, exclude })];
  expect(texts.length).toBeGreaterThan(200);
  expect(texts.filter((file) => /\bnp(?:x|m exec)[\w\s-]* logwarren\b/.test(read(file)))).toEqual([]);
});

describe('docs/errors.md', () => {
  const listed = [...read('docs/errors.md').matchAll(/^\| `([a-z][a-z0-9-]*)` \|/gm)].map(([, code = '']) => code);

  test('has every code once', () => {
    expect(listed.filter((code, index) => listed.indexOf(code) !== index)).toEqual([]);
  });

  test('has exactly the codes of the source and the reasons of dead letters', () => {
    const used = new Set([...codesInSource(), ...DEAD_LETTER_REASONS, ...KEEPER_REASONS]);
    expect(listed.toSorted()).toEqual([...used].toSorted());
  });
});

/** Classes that derive from AppError, directly or not. */
function errorClasses(): Set<string> {
  const parents = new Map<string, string>();
  for (const file of sources) {
    for (const [, name = '', parent = ''] of read(file).matchAll(/class (\w+) extends (\w+)/g))
      parents.set(name, parent);
  }
  const isAppError = (name: string): boolean => name === 'AppError' || isAppErrorBelow(parents.get(name));
  const isAppErrorBelow = (parent: string | undefined): boolean => parent !== undefined && isAppError(parent);
  return new Set(['AppError', ...[...parents.keys()].filter(isAppError)]);
}

/** Codes given to the constructors of such classes, after a status if there is one, and those of plain error bodies. */
function codesInSource(): string[] {
  const classes = errorClasses();
  expect(classes.size).toBeGreaterThan(10);
  const constructed =
    /(?:new (\w+)|class (\w+) extends \w+ \{(?:(?!super\()[\s\S])*super)\(\s*(?:\w+,\s*)?'([a-z][a-z0-9-]*)'/g;
  return sources.flatMap((file) => {
    const text = read(file);
    const given = [...text.matchAll(constructed)]
      .filter(([, made = '', defined = '']) => classes.has(made) || classes.has(defined))
      .map(([, , , code = '']) => code);
    const inBodies = [...text.matchAll(/\bcode: '([a-z]+(?:-[a-z0-9]+)+)'/g)].map(([, code = '']) => code);
    return [...given, ...inBodies];
  });
}

test('there are pages', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'docs/configuration.md']));
});

test.each(pages)('every link of %s leads somewhere', (page) => {
  const dead = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, file))) return true;
      return anchor !== undefined && file.endsWith('.md') && !anchorsOf(read(file)).has(anchor);
    });
  expect(dead).toEqual([]);
});

/** As GitHub makes them of headings, and those that stand in the text. */
function anchorsOf(text: string): Set<string> {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)]);
}
