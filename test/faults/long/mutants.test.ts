import { describe, expect, test } from 'vitest';
import { complaintOf, type FaultRow, useOwnServers } from '../fault-row.ts';
import { brokerKilled, unroutable } from '../rows/broker-rows.ts';
import { collectorsKilled, sameMessagesKilled } from '../rows/collector-rows.ts';
import { publishedTwice } from '../rows/message-rows.ts';
import { insertsFail, mongodKilled } from '../rows/mongo-rows.ts';
import { midnight } from '../rows/placement-rows.ts';

/** The harness proves itself: a deliberately broken product turns the row for its fault red. */

const CASES: readonly [mutant: string, row: FaultRow, complaint: RegExp][] = [
  ['ack-before-write', collectorsKilled, /lost [1-9]/],
  ['vacuous-duplicate-check', insertsFail, /lost [1-9]/],
  ['transient-messages', brokerKilled, /lost [1-9]\d* of the copies/],
  ['no-mandatory-flag', unroutable, /lost [1-9]|returned/],
  ['requeue-on-outage', mongodKilled, /messages given back|redelivered/],
  ['random-ids', publishedTwice, /twice [1-9]/],
  ['no-look-into-sealed', midnight, /twice [1-9]/],
  ['delivery-limit-of-20', sameMessagesKilled, /lost [1-9]/],
];

describe('mutants', () => {
  useOwnServers();
  for (const [mutant, row, complaint] of CASES) {
    test(`${mutant} turns row ${row.row} red`, async () => {
      expect(await complaintOf(row, mutant)).toMatch(complaint);
    });
  }
});
