import * as json from '../../packages/contract/src/json/index.ts';
import * as record from '../../packages/contract/src/record/index.ts';
import * as text from '../../packages/contract/src/text/index.ts';
import * as times from '../../packages/contract/src/times/index.ts';
import * as batches from '../../packages/contract/src/wire/batches/index.ts';
import * as ids from '../../packages/contract/src/wire/ids/index.ts';
import * as letters from '../../packages/contract/src/wire/letters/index.ts';
import * as reading from '../../packages/contract/src/wire/reading/index.ts';

/** Exports of the rooms of the contract, those included that other packages do not get: they read texts of strangers too. */
export const contract = { ...json, ...text, ...times, ...record, ...ids, ...batches, ...letters, ...reading };
