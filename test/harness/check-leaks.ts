import { afterAll } from 'vitest';
import { runningApps } from './apps/start-app.ts';

/** After each file of system tests, ends processes that a test has left running, and fails the file. */
afterAll(() => {
  const leaked = [...runningApps.entries()];
  for (const [, app] of leaked) app.kill('SIGKILL');
  const names = leaked.map(([pid, { name }]) => `${name} (pid ${pid})`).join(', ');
  if (leaked.length > 0) throw new Error(`left running by this file: ${names}; dispose of what startApp returns`);
});
