import { podsOf, warningsOf } from '../../commands';
import type { Fault } from '../../fault';
import { hopOf } from '../../hops';
import { linesOf } from '../../view';
import { inLog } from '../in-log';

const broken: Fault = {
  id: 'index-broken',
  hop: 'store',
  isMild: true,
  cause: 'a file of the index cannot be read: its copy, or that in the bucket, is damaged',
  find: (view) => {
    const lines = view.lokiLogs('index-broken');
    const [first] = lines;
    if (!first) return undefined;
    return {
      hop: hopOf(first.component),
      evidence: `${first.detail ?? ''}: ${linesOf(lines)}`,
      fix: [
        'nothing, unless it recurs: Loki downloads the file from the bucket again',
        `if it does, its line names the table: ${warningsOf(view, first.component)}; an earlier version of the file may be in the bucket: aws s3api list-object-versions`,
      ],
    };
  },
};

const removed = inLog(
  'schema-removed',
  {
    ...{ id: 'schema-removed', hop: 'store', isMild: true },
    cause: 'the bucket has index tables that no period of the schema names, so nothing compacts or deletes them',
  },
  {
    of: 'compactor',
    says: () => "can't find schema for table",
    fix: () => [
      'add the former period, with its prefix, to schema_config again: periods are never removed or changed, only added',
    ],
  },
);

/** Faults of the files of the index. */
export const INDEX_FILE_FAULTS: readonly Fault[] = [
  removed,
  broken,
  inLog(
    'index-sync',
    {
      ...{ id: 'index-sync', hop: 'store', isMild: true, follows: ['identity', 'buckets', 'store'] },
      cause: 'the index cannot be brought up to date from the bucket: queries miss what was uploaded since',
    },
    {
      says: (detail) => detail,
      fix: (view) => [warningsOf(view, 'index-gateway'), podsOf(view, 'index-gateway')],
    },
  ),
  inLog(
    'index-build',
    {
      ...{ id: 'index-build', hop: 'store', isMild: true, follows: ['identity', 'buckets', 'ingester'] },
      cause: 'an ingester cannot make index files for its chunks: no query finds them once they have left memory',
    },
    {
      of: 'ingester',
      isMild: (view) => view.isServed('ingester'),
      says: (detail) => detail,
      fix: (view) => [warningsOf(view, 'ingester')],
    },
  ),
];
