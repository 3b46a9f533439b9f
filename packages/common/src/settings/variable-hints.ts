import { nearestName } from './nearest-name.ts';

/**
 * Finds variables that have no effect although somebody may think they do: misspelt ones, and those that Kubernetes sets
 * for every Service (`SEARCH_PORT=tcp://10.0.0.1:80` for a Service called `search`).
 */

type Environment = Readonly<Record<string, string | undefined>>;

/** Names that Kubernetes, and Docker's old links, set for a Service; plain `…_PORT` is recognised by its value. */
const LINK_NAME = /_SERVICE_(?:HOST|PORT|PORT_[A-Z0-9_]+)$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/;
const LINK_VALUE = /^(?:tcp|udp|sctp):\/\//;

function isServiceLink(name: string, value: string): boolean {
  return LINK_NAME.test(name) || (name.endsWith('_PORT') && LINK_VALUE.test(value));
}

/**
 * Removes the values that Kubernetes has put in the place of our variables.
 *
 * @param names of our variables
 * @returns the environment as intended, and a sentence for each variable that was removed
 */
export function withoutServiceLinks<E extends Environment>(
  env: E,
  names: readonly string[],
): { env: E; hints: string[] } {
  const links = names.filter((name) => name.endsWith('_PORT') && LINK_VALUE.test(env[name] ?? ''));
  const hints = links.map((name) => {
    const service = name.slice(0, -'_PORT'.length).toLowerCase().replaceAll('_', '-');
    return (
      `${name} is ${JSON.stringify(env[name])}, as Kubernetes sets it for a Service called ${service}; it is ignored. ` +
      `Set ${name} in the pod, or enableServiceLinks: false`
    );
  });
  return { env: { ...env, ...Object.fromEntries(links.map((name) => [name, undefined])) }, hints };
}

/**
 * A sentence for each variable that was probably meant for us and is not known. Values are never shown.
 *
 * @param prefixes all variables that begin with one of them are ours: `SOURCE_`
 * @param names of our variables; each also has the form `NAME_FILE`
 */
export function misspeltVariables(env: Environment, prefixes: readonly string[], names: readonly string[]): string[] {
  return Object.entries(env).flatMap(([name, value = '']) => {
    const base = names.includes(name) ? name : name.replace(/_FILE$/, '');
    if (value === '' || names.includes(base) || isServiceLink(name, value)) return [];
    const nearest = nearestName(base, names);
    if (nearest === undefined && !prefixes.some((prefix) => name.startsWith(prefix))) return [];
    const advice = nearest === undefined ? 'docs/configuration.md has all variables' : `did you mean ${nearest}?`;
    return [`${name} has no effect: ${advice}`];
  });
}
