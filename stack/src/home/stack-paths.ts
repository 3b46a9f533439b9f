import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';

/** The repository's root. */
export const ROOT = join(import.meta.dirname, '..', '..', '..');

/** Paths of one running stack: all below `home`, except downloaded programs. */
export interface StackPaths {
  home: string;
  logs: string;
  run: string;
  rabbitmq: string;
  mongod: string;
  source: string;
  /** Programs that no package manager keeps; `npm start` and `npm test` share them. */
  programs: string;
  /** Short word that differs for every home; part of the names of containers and volumes. */
  id: string;
}

/** @param home directory of the stack's data; by default `.logwarren` of the repository */
export function stackPaths(home: string = join(ROOT, '.logwarren')): StackPaths {
  const absolute = resolve(home);
  return {
    home: absolute,
    logs: join(absolute, 'logs'),
    run: join(absolute, 'run'),
    rabbitmq: join(absolute, 'rabbitmq'),
    mongod: join(absolute, 'mongod'),
    source: join(absolute, 'source'),
    programs: join(ROOT, '.logwarren', 'programs'),
    id: createHash('sha256').update(absolute).digest('hex').slice(0, 8),
  };
}
