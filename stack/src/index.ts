/** Servers and services as child processes, for `npm start` and for the tests. */
export * from './ports.ts';
export * from './progress.ts';
export * from './servers/open-servers.ts';
export * from './servers/server.ts';
export * from './stack-error.ts';
export * from './stack-paths.ts';
