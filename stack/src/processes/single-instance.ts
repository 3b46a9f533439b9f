import { constants, copyFileSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@logwarren/common';
import { makePrivateDirectory } from '@logwarren/common/private-files';
import { closeToOthers } from '../home/make-private.ts';
import { StackError } from '../home/stack-error.ts';
import { processIdentity } from './process-identity.ts';
import { isAlive } from './run-directory.ts';

/**
 * Takes a stack's home for this process, and closes it to others: two stacks on one home would destroy each other's
 * data. The note of a dead process does not count. If two start at once, one gets the home.
 *
 * @throws StackError when a living process has it
 */
export function takeHome(home: string): Disposable {
  makeHome(home);
  const file = join(home, 'stack.json');
  const own = `${file}.${process.pid}`;
  const owner = { pid: process.pid, identity: processIdentity(process.pid) };
  writeFileSync(own, JSON.stringify(owner), { mode: 0o600 });
  try {
    takeName(own, file, home);
  } finally {
    rmSync(own, { force: true });
  }
  closeToOthers(home);
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

function makeHome(home: string): void {
  try {
    makePrivateDirectory(home, () => false);
  } catch (error) {
    throw new StackError('home-unusable', `cannot keep data in ${home} (LOGWARREN_HOME): ${messageOf(error)}`);
  }
}

/** A link is made whole or not at all, so nobody reads half a note, and only one of several processes makes it. */
function takeName(own: string, file: string, home: string): void {
  try {
    makeNote(own, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    refuseIfTaken(file, home);
    const aside = `${own}.old`;
    renameSync(file, aside);
    // By now it may be a new one.
    if (ownerOf(aside) !== undefined) renameSync(aside, file);
    rmSync(aside, { force: true });
    refuseIfTaken(file, home);
    makeNote(own, file);
  }
}

function makeNote(own: string, file: string): void {
  try {
    linkSync(own, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    // For a volume without hard links.
    copyFileSync(own, file, constants.COPYFILE_EXCL);
  }
}

/** The living process that the note names as owner of the home; undefined if it is this one or has ended. */
function ownerOf(file: string) {
  const owner = readOwner(file);
  return owner !== undefined && owner.pid !== process.pid && isAlive(owner) ? owner : undefined;
}

function refuseIfTaken(file: string, home: string): void {
  const owner = ownerOf(file);
  if (owner === undefined) return;
  throw new StackError(
    'already-running',
    `Logwarren already runs with its data in ${home}: pid ${owner.pid}. Stop it with \`kill ${owner.pid}\`; for a second one ` +
      'beside it, set LOGWARREN_HOME to another directory, and SEARCH_PORT and SOURCE_PORT to free ports',
  );
}

function readOwner(file: string): { pid: number; identity: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { pid: number; identity: string };
  } catch {
    return undefined;
  }
}
