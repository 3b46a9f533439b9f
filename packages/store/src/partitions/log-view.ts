import type { ColumnField } from '@logwarren/contract';
import { type Document, MongoServerError } from 'mongodb';
import { headersOf, recordsOf } from '../bucket/index.ts';
import { hasCode, type Store } from '../connection/index.ts';
import { partitionsOf } from './partition.ts';

/** Name of the view for mongosh and Compass. */
const LOG_VIEW = 'logs';
/** A collection that never exists: the view is the union of the stages that follow. */
const NOTHING = 'buckets_none';

const NAMESPACE_NOT_FOUND = 26;
const NAMESPACE_EXISTS = 48;

/**
 * Redefines the view `logs` over the existing partitions: flat documents, newest partition first.
 *
 * It starts from the headers, so that only committed records show, and conditions on service and severity use their
 * index. Search does not use it, and nothing waits for it: a collection of that name, or a user without the right to
 * make views, is only a warning.
 */
export async function refreshView(store: Store): Promise<void> {
  try {
    await defineView(store);
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
    store.log.warn(
      { reason: error.message },
      `The view ${LOG_VIEW} cannot be defined; everything else works without it.`,
    );
  }
}

async function defineView(store: Store): Promise<void> {
  const partitions = await partitionsOf(store).find({ state: 'open' }).sort({ _id: -1 }).toArray();
  const pipeline = partitions.map(({ _id }) => ({
    $unionWith: { coll: headersOf(store, _id).collectionName, pipeline: flatten(recordsOf(store, _id).collectionName) },
  }));
  try {
    await store.db.command({ collMod: LOG_VIEW, viewOn: NOTHING, pipeline });
  } catch (error) {
    if (!hasCode(error, NAMESPACE_NOT_FOUND)) throw error;
    await store.db.createCollection(LOG_VIEW, { viewOn: NOTHING, pipeline }).catch((raced) => {
      if (!hasCode(raced, NAMESPACE_EXISTS)) throw raced;
    });
  }
}

function flatten(records: string): Document[] {
  return [
    { $lookup: { from: records, localField: '_id', foreignField: '_id', as: 'bucket' } },
    { $unwind: '$bucket' },
    { $set: { id: IDS } },
    { $unwind: { path: '$id', includeArrayIndex: 'at' } },
    {
      $project: {
        _id: '$id',
        timestamp: field('timestamp'),
        service: 1,
        severity: 1,
        severityNumber: { $ifNull: [field('severityNumber'), '$severityNumber'] },
        severityText: field('severityText'),
        message: field('message'),
        traceId: field('traceId'),
        spanId: field('spanId'),
        attributes: ATTRIBUTES,
        observedAt: field('observedAt'),
        nanos: field('nanos'),
      },
    },
  ];
}

/** The last four digits of a record's id. */
const HEX_DIGITS = [4096, 256, 16, 1].map((unit) => ({
  $substrBytes: ['0123456789abcdef', { $mod: [{ $floor: { $divide: ['$$index', unit] } }, 16] }, 1],
}));

/** Ids of the records of a bucket, in their order, from their positions in their batches. */
const IDS: Document = {
  $reduce: {
    input: '$bucket.places',
    initialValue: [],
    in: {
      $concatArrays: [
        '$$value',
        {
          $map: {
            input: { $range: ['$$this.first', { $add: ['$$this.first', '$$this.count'] }] },
            as: 'index',
            in: { $concat: ['$$this.batch', ...HEX_DIGITS] },
          },
        },
      ],
    },
  },
};

/** Value of a column (`at`, `of`, `values`) for the record at `$at`; missing if the record has no value. */
function columnValue(column: string): Document {
  return {
    $let: {
      vars: {
        place: {
          $cond: [{ $isArray: `${column}.at` }, { $indexOfArray: [{ $ifNull: [`${column}.at`, []] }, '$at'] }, '$at'],
        },
      },
      in: {
        $cond: [
          { $lt: ['$$place', 0] },
          '$$REMOVE',
          {
            $cond: [
              { $isArray: `${column}.values` },
              elementOf(`${column}.values`, {
                $cond: [{ $isArray: `${column}.of` }, elementOf(`${column}.of`, '$$place'), '$$place'],
              }),
              `${column}.values`,
            ],
          },
        ],
      },
    },
  };
}

/**
 * An element of a value that may not be an array. `$arrayElemAt` checks its argument even in branches that only arrays
 * reach.
 */
function elementOf(array: string, place: string | Document): Document {
  return { $arrayElemAt: [{ $cond: [{ $isArray: array }, array, []] }, place] };
}

function field(name: ColumnField): Document {
  return columnValue(`$bucket.columns.${name}`);
}

const ATTRIBUTES: Document = {
  $arrayToObject: {
    $map: {
      input: {
        $filter: {
          input: '$bucket.attributes',
          as: 'column',
          cond: { $or: [{ $not: [{ $isArray: '$$column.at' }] }, { $in: ['$at', { $ifNull: ['$$column.at', []] }] }] },
        },
      },
      as: 'column',
      in: { k: '$$column.name', v: columnValue('$$column') },
    },
  },
};
