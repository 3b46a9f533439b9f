import { rmSync } from 'node:fs';
import type { StackPaths } from '../home/stack-paths.ts';
import { removeVolumes } from './docker/docker.ts';

/**
 * Deletes the stored data of a stack's servers, in directories and in Docker's volumes, and the source's checkpoints.
 * Nothing of the stack may run.
 */
export async function forgetData(paths: StackPaths): Promise<void> {
  await removeVolumes(paths);
  for (const directory of [paths.rabbitmq, paths.mongod, paths.source, paths.logs]) {
    rmSync(directory, { recursive: true, force: true });
  }
}
