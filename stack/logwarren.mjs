#!/usr/bin/env node
// The command `logwarren` where nothing may be installed yet: installs the dependencies, then runs the command. The
// script `logwarren` in the root calls this file, and so does npx in the root before the first installation; afterwards
// npx finds the command of apps/cli, which is linked to node_modules/.bin.

process.argv.splice(2, 0, '../../apps/cli/src/main.ts');
await import('./bootstrap.mjs');
