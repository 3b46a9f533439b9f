import { describeRows } from '../fault-row.ts';
import {
  insertsFail,
  mongodFrozenLong,
  mongodFrozenShortly,
  outageBeyondConsumerTimeout,
  primaryStepsDown,
} from '../rows/mongo-rows.ts';

describeRows('MongoDB failing, frozen and stepping down', [
  insertsFail,
  mongodFrozenShortly,
  mongodFrozenLong,
  outageBeyondConsumerTimeout,
  primaryStepsDown,
]);
