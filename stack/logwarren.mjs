#!/usr/bin/env node
// What `npx logwarren` runs where nothing is installed yet: installs the dependencies, then runs the command. Afterwards
// npx finds the command of apps/cli, which they link to node_modules/.bin.

process.argv.splice(2, 0, '../../apps/cli/src/main.ts');
await import('./bootstrap.mjs');
