/** What a command-line tool needs of this package, without what only services load: a tool is started often. */
export * from './app-error.ts';
export * from './redact-url.ts';
export * from './run-tool.ts';
export * from './split-login.ts';
