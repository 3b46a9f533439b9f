import { constants } from 'node:fs';
import { open, readlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { containerOfPath, type FileOrigin } from './container-path.ts';
import { originOfDockerConfig } from './docker-config.ts';
import { serviceOfPath } from './service-of-path.ts';

/** Most links of a chain, such as kubelet's, that are followed. */
const MAX_LINKS = 5;
const DOCKER_CONFIG = 'config.v2.json';
/** Docker writes some KiB. */
const MAX_CONFIG_BYTES = 1024 * 1024;

/**
 * Finds the origin of a file's lines. For the log of a container it is the container's name, pod and image, from the
 * path, from the targets of its links, and from the files that Docker keeps beside it. For any other file it is the
 * service in the file's name. Never fails: it leaves out any fact that it cannot read.
 */
export async function readFileOrigin(path: string): Promise<FileOrigin> {
  const origin: FileOrigin = { service: serviceOfPath(resolve(path)), attributes: {} };
  let isNamed = false;
  let place = path;
  for (let links = 0; links <= MAX_LINKS; links++) {
    const container = containerOfPath(place);
    const config = container === undefined ? undefined : await dockerConfigBeside(place);
    // The first path that names a pod or a container wins; later ones only add to it.
    if (!isNamed && container !== undefined) origin.service = config?.service ?? container.service;
    isNamed ||= container !== undefined && (config !== undefined || isOfKubernetes(container));
    Object.assign(origin.attributes, { ...container?.attributes, ...config?.attributes, ...origin.attributes });
    const target = await readlink(place).catch(() => undefined);
    if (target === undefined) return origin;
    place = resolve(dirname(place), target);
  }
  return origin;
}

function isOfKubernetes({ attributes }: FileOrigin): boolean {
  return Object.hasOwn(attributes, 'k8s.container.name');
}

async function dockerConfigBeside(path: string): Promise<Partial<FileOrigin> | undefined> {
  const text = await readSmallFile(join(dirname(path), DOCKER_CONFIG)).catch(() => undefined);
  return text === undefined ? undefined : originOfDockerConfig(text);
}

/** The text of a regular file; undefined for a pipe, where reading would wait, and for a file too large for memory. */
async function readSmallFile(path: string): Promise<string | undefined> {
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const stats = await file.stat();
  return stats.isFile() && stats.size <= MAX_CONFIG_BYTES ? await file.readFile('utf8') : undefined;
}
