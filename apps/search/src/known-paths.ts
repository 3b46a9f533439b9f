import { nearestName } from '@logwarren/common';
import type { FastifyInstance } from 'fastify';

/** The paths that a server answers, for requests that none of them fits. */
export interface KnownPaths {
  /** Methods that a path without parameters takes, or one with them that fits; in the order of the alphabet. */
  methodsOf(path: string): string[];
  /** True for a path without parameters. */
  has(path: string): boolean;
  /** The path that was probably meant. */
  nearest(path: string): string | undefined;
}

const MAX_PATH = 200;

/** Watches the routes that are added from now on; those that no document names are left out. */
export function watchPaths(app: FastifyInstance): KnownPaths {
  const methods = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ method, schema, url }) => {
    if (url === '' || url.includes('*') || (schema as { hide?: boolean } | undefined)?.hide) return;
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
      return nearestPath(path, [...methods.keys()]);
    },
  };
}

function fits(path: string, known: string): boolean {
  const [given, parts] = [path.split('/'), known.split('/')];
  return given.length === parts.length && parts.every((part, i) => part.startsWith(':') || part === given[i]);
}

/** Segment by segment, so that an id in the place of a parameter costs nothing; a missing or doubled slash is let pass. */
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
