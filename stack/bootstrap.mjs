// Runs a TypeScript script of stack/src on a machine that has only npm and Node 20 or newer:
//
//     node stack/bootstrap.mjs commands/start.ts [arguments]
//
// Installs the dependencies if the lockfile has changed since the last time (pnpm comes from npm, and Node 24 is one of
// the dependencies). Then runs the script with that Node 24, and passes on signals and the exit code. This is plain
// JavaScript without dependencies, because nothing is installed yet.

import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;
const POLL_MS = 200;
// npm checks it against the registry's SHA-512; pnpm checks everything else against the lockfile's hashes.
const PNPM = 'pnpm@12.21.0';
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, 'node_modules', '.logwarren-installed');
// npm and its shell. A shell in which somebody typed `node stack/bootstrap.mjs … &` may end at any time.
const parent = process.env.npm_lifecycle_event === undefined ? 1 : process.ppid;
// When npm is killed, the shell between npm and this process survives and gets another parent.
const npm = parent === 1 || !isShell(parent) ? undefined : parentOf(parent);
// Outside Linux, each check runs `ps`.
const PARENT_POLL_MS = process.platform === 'linux' ? 1_000 : 5_000;
let running;
let isStopping = false;
const node24 = join(root, 'node_modules', 'node', 'bin', 'node');

/** Hash of everything that determines the installation: the platform and the lockfile. */
function wantedStamp() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function isInstalled() {
  if (!existsSync(node24) || !existsSync(stampFile)) return false;
  return readFileSync(stampFile, 'utf8') === wantedStamp();
}

/** Runs a program in the foreground; resolves to its exit code, or to 128 + n if signal n ended it. */
function run(command, args, options) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
  running = child;
  // Ctrl-C also reaches the child from the terminal; the child takes repeated signals within a second as one.
  const pass = (signal) => {
    isStopping = true;
    child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, pass);
      running = undefined;
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/**
 * Stops the script when npm or its shell is gone. `kill` of npm ends the shell between npm and this process; `kill -9`
 * ends npm alone, and this process gets no signal. Without this check, everything would continue with nobody to stop
 * it.
 */
function stopWithParent() {
  if (parent === 1) return;
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || (parentOf(parent) ?? npm) === npm)) return;
    clearInterval(timer);
    // A second signal would end the script before it has stopped the processes that it started.
    if (isStopping) return;
    isStopping = true;
    console.error('npm, which started this, has ended; stopping everything …');
    if (running === undefined) process.exit(128 + constants.signals.SIGTERM);
    running.kill('SIGTERM');
  }, PARENT_POLL_MS);
  timer.unref();
}

function isShell(pid) {
  return /(?:^|[/-])(?:ba|da|z|k|a)?sh$/.test(ask(pid, 'comm'));
}

/** The parent of a process; undefined if the process has ended or the system does not report it. */
function parentOf(pid) {
  return Number(ask(pid, 'ppid')) || undefined;
}

/** A field of a process, `comm` or `ppid`; empty if the process has ended or the system does not report it. */
function ask(pid, field) {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', `${field}=`, '-p', String(pid)])
        .toString()
        .trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    return field === 'comm' ? stat.slice(stat.indexOf('(') + 1, end) : stat.slice(end + 2).split(' ')[1];
  } catch {
    return '';
  }
}

async function install() {
  console.error('Installing the dependencies, Node 24 among them (once; about a minute) …');
  const started = Date.now();
  // No warnings: on Node 20 a screen of them says that packages want another Node, and they get Node 24. CI=true makes
  // pnpm ask no questions. Standard output may be a pipe that waits for what the script writes.
  const args = ['--yes', PNPM, 'install', '--frozen-lockfile', '--loglevel=error'];
  const options = { stdio: ['ignore', process.stderr, 'inherit'], env: { ...process.env, CI: 'true' } };
  const code = await run('npx', args, options);
  if (code !== 0) {
    console.error(`Installing the dependencies failed (npx ${args.join(' ')}: exit code ${code}).`);
    process.exit(code);
  }
  if (!existsSync(node24)) {
    console.error(`Node 24 is missing after the installation: ${node24}. Delete node_modules and try again.`);
    process.exit(1);
  }
  writeFileSync(stampFile, wantedStamp());
  console.error(`Dependencies are installed (${Math.round((Date.now() - started) / 1000)} s).`);
}

/**
 * Waits until no other process installs here. The claim is a local socket, which the system takes back however its
 * process ends.
 */
async function claimInstallation() {
  const name = `logwarren-install-${createHash('sha256').update(root).digest('hex').slice(0, 32)}`;
  const file = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
  const address = process.platform === 'linux' ? `\0${name}` : file;
  for (let isTold = false; ; await sleep(POLL_MS)) {
    const server = createServer((socket) => socket.destroy());
    try {
      await once(server.listen(address), 'listening');
      return server;
    } catch (error) {
      if (error.code !== 'EADDRINUSE') throw error;
    }
    if (!(await isAnswered(address))) rmSync(file, { force: true });
    else if (!isTold) console.error('Another process installs the dependencies here; waiting for it …');
    isTold = true;
  }
}

async function isAnswered(address) {
  const socket = connect(address);
  return await once(socket, 'connect').then(
    () => socket.destroy() !== undefined,
    () => false,
  );
}

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  console.error('usage: node stack/bootstrap.mjs SCRIPT [ARGUMENTS], where SCRIPT is a file of stack/src');
  process.exit(64);
}
if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  console.error(`Logwarren needs Node ${OLDEST_NODE} or newer to install itself; this is ${process.version}.`);
  process.exit(1);
}
stopWithParent();
if (!isInstalled()) {
  const claim = await claimInstallation();
  if (!isInstalled()) await install();
  claim.close();
}
// The IPC channel shows the script when this process dies without passing on a signal.
const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
// Every process of the stack and of the tests starts with the code that the first one compiled: this halves its
// start-up time.
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.compile-cache'), ...process.env };
process.exitCode = await run(node24, [join(root, 'stack', 'src', script), ...args], { stdio, cwd: process.cwd(), env });
