import { ConfigError, loadConfig, misspeltVariables } from '@logwarren/common';
import { configSchema as collector } from '../../../apps/collector/src/config.ts';
import { configSchema as monitor } from '../../../apps/monitor/src/config.ts';
import { configSchema as retention } from '../../../apps/retention/src/config.ts';
import { configSchema as search } from '../../../apps/search/src/config.ts';
import { configSchema as source } from '../../../apps/source/src/config.ts';

type Schema = Parameters<typeof loadConfig>[0];

const SCHEMAS = { source, collector, monitor, search, retention };
const LOGWARREN = ['HOME', 'SERVERS', 'URL', 'SEARCH_URL', 'SOURCE_URL', 'PARSE', 'COMMIT'];

/**
 * A sentence for each variable that was probably meant for `npm start` or one of its services but that none of them
 * knows. The services report it too, but in logs that nobody reads at the start.
 */
export function environmentHints(env: Readonly<Record<string, string | undefined>>): string[] {
  const own = LOGWARREN.map((name) => `LOGWARREN_${name}`);
  const names = [...new Set([...own, ...Object.values(SCHEMAS).flatMap(({ shape }) => Object.keys(shape))])];
  const prefixes = ['LOGWARREN_', ...Object.keys(SCHEMAS).map((name) => `${name.toUpperCase()}_`)];
  return misspeltVariables(env, prefixes, names);
}

/** Variables that `npm start` itself gives its services. */
const GIVEN = {
  AMQP_URL: 'amqp://localhost',
  MONGO_URL: 'mongodb://localhost',
  HEALTH_PORT: '9101',
  SOURCE_STATE_DIR: '.',
};

/**
 * Faults in the settings of the services, each once. They are reported before anything starts; a service would report
 * them in its log only after a minute.
 */
export function wrongSettings(env: Readonly<Record<string, string | undefined>>): string[] {
  const given = Object.fromEntries(Object.entries(GIVEN).filter(([name]) => !env[name] && !env[`${name}_FILE`]));
  const faults = Object.values(SCHEMAS).flatMap((schema) => faultsOf(schema, { ...env, ...given }));
  return [...new Set(faults)];
}

function faultsOf(schema: Schema, env: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    loadConfig(schema, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}
