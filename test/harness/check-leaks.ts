import { afterAll } from 'vitest';
import { runningApps } from './apps/running-apps.ts';

/** After each file of system tests: a process that a test has left running is ended, and the file fails. */
afterAll(() => {
  const leaked = [...runningApps.entries()];
  for (const [, app] of leaked) app.kill('SIGKILL');
  const names = leaked.map(([pid, { name }]) => `${name} (pid ${pid})`).join(', ');
  if (leaked.length > 0) throw new Error(`left running by this file: ${names}; dispose of what startApp returns`);
});
