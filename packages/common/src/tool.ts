/**
 * The part of this package that command-line tools need; without what only services load, because tools start often.
 */
export * from './app-error.ts';
export * from './build-version.ts';
export * from './redact-url.ts';
export * from './run-tool.ts';
export * from './split-login.ts';
