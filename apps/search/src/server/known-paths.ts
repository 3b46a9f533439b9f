import { nearestName } from '@logwarren/common';
import type { FastifyInstance } from 'fastify';

/** The paths that a server answers, for requests that fit none of them. */
export interface KnownPaths {
  /** Methods that the route of a path accepts, in alphabetical order; a route without parameters takes precedence. */
  methodsOf(path: string): string[];
  /** True when a route without parameters has this path. */
  has(path: string): boolean;
  /** The documented path that was probably meant. */
  nearest(path: string): string | undefined;
}

const MAX_PATH = 200;

/** Watches the routes that are added from now on. Undocumented routes are known, but never suggested. */
export function watchPaths(app: FastifyInstance): KnownPaths {
  const methods = new Map<string, Set<string>>();
  const hidden = new Set<string>();
  app.addHook('onRoute', ({ method, schema, url }) => {
    if (url === '') return;
    if (url.endsWith('*') || (schema as { hide?: boolean } | undefined)?.hide) hidden.add(url);
    const known = methods.get(url) ?? new Set();
    for (const each of [method].flat()) known.add(each);
    methods.set(url, known);
  });
  return {
    methodsOf(path) {
      const fitting = [...methods.keys()].filter((known) => fits(path, known));
      const all = fitting.includes(path) ? [path] : fitting;
      return [...new Set(all.flatMap((known) => [...(methods.get(known) ?? [])]))].sort();
    },
    has: (path) => methods.has(path),
    nearest(path) {
      if (path.length > MAX_PATH) return undefined;
      const shown = [...methods.keys()].filter((known) => !hidden.has(known));
      return nearestPath(path, shown) ?? onlyPathEndingIn(path, shown);
    },
  };
}

function fits(path: string, known: string): boolean {
  if (known.endsWith('/*')) return path.startsWith(known.slice(0, -1));
  const [given, parts] = [path.split('/'), known.split('/')];
  return given.length === parts.length && parts.every((part, i) => part.startsWith(':') || part === given[i]);
}

/** `/logs/stats` for `/stats`. */
function onlyPathEndingIn(path: string, known: readonly string[]): string | undefined {
  const ending = known.filter((each) => path.length > 1 && each.endsWith(path));
  return ending.length === 1 ? ending[0] : undefined;
}

/**
 * Compares segment by segment, so that an id in place of a parameter makes no difference; neither does a missing or
 * doubled slash.
 */
function nearestPath(path: string, known: readonly string[]): string | undefined {
  const given = path.split('/').filter((part) => part !== '');
  const same = known.filter((each) => each.split('/').length - 1 === given.length);
  const staticFirst = same.toSorted((a, b) => Number(a.includes(':')) - Number(b.includes(':')));
  return staticFirst.find((each) =>
    each
      .split('/')
      .slice(1)
      .every((part, i) => part.startsWith(':') || nearestName(given[i] ?? '', [part]) === part),
  );
}
