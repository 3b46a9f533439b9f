#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/** The `logwarren` command. Compiled code is kept, in a directory that nobody else writes to: it starts twice as fast. */
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'logwarren'));
const [{ runTool }, { runProgram }] = await Promise.all([import('@logwarren/common/tool'), import('./run-program.ts')]);
await runTool('logwarren', runProgram);
