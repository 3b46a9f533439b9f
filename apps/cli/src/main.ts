#!/usr/bin/env node
import { runTool } from '@logwarren/common';
import { runProgram } from './run-program.ts';

/** The `logwarren` command. */
await runTool('logwarren', runProgram);
