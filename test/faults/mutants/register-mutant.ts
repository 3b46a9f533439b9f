import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PATCHES } from './mutants.ts';

/**
 * Loaded before a service with `--import`: changes one piece of one file of the product while Node loads it, as
 * FAULT_MUTANT requests. So the product itself has no switch for breaking it.
 */

const mutant = PATCHES[process.env.FAULT_MUTANT ?? ''];
if (mutant === undefined) throw new Error(`FAULT_MUTANT names no mutant: ${process.env.FAULT_MUTANT}`);
const { file, original, mutated } = mutant;
const url = pathToFileURL(join(import.meta.dirname, '..', '..', '..', file)).href;

registerHooks({
  load(each, context, nextLoad) {
    const loaded = nextLoad(each, context);
    if (each !== url) return loaded;
    const source = String(loaded.source);
    if (!source.includes(original)) throw new Error(`the mutant no longer fits ${file}: ${original}`);
    return { ...loaded, source: source.replace(original, mutated) };
  },
});
