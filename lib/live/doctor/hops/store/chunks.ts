import { chunkBucketOf } from '../../aws-commands';
import type { Fault } from '../../fault';
import type { ReaderAnswer } from '../../snapshot';
import { countOf, linesOf, type View } from '../../view';

/** Lines about a missing chunk from which on it is a fault: retention may delete one that a query has just found. */
const LEAST_LINES = 5;

/** A fault of chunks, by the answer of Loki to a query, or by its logs about queries of others. */
const inAnswer = (
  fault: Pick<Fault, 'id' | 'cause'>,
  says: RegExp,
  fix: (view: View) => string[],
  pattern?: string,
): Fault => ({
  ...fault,
  hop: 'store',
  find: (view) => {
    const { answers } = view.snapshot;
    const found: ReaderAnswer | undefined = answers.find(({ error = '' }) => says.test(error));
    const lines = pattern === undefined ? [] : view.logs(pattern);
    if (!found && countOf(lines) >= LEAST_LINES) {
      return { isMild: true, evidence: `${lines[0]?.detail ?? ''}: ${linesOf(lines)}`, fix: fix(view) };
    }
    if (!found) return undefined;
    const { user, tenant, error } = found;
    const who = user === '' ? 'a query' : `a query of ${user}`;
    const isMild = answers.some(({ status }) => status === 200);
    return { isMild, evidence: `${who} in tenant ${tenant} is answered: ${error}`, fix: fix(view) };
  },
});

/** Faults of chunks that the index names. */
export const CHUNK_FAULTS: readonly Fault[] = [
  inAnswer(
    {
      id: 'chunk-missing',
      cause: 'the index names a chunk that is not in the bucket: a rule of its lifecycle or somebody deleted it',
    },
    /NoSuchKey|specified key does not exist|object not found in storage/,
    (view) => {
      const bucket = chunkBucketOf(view);
      return [
        `aws s3api get-bucket-lifecycle-configuration --bucket ${bucket}: no rule may delete chunks before Loki does`,
        `with versions, deleted chunks still exist: aws s3api list-object-versions --bucket ${bucket} --prefix TENANT/`,
      ];
    },
    'chunk-missing',
  ),
  inAnswer(
    { id: 'chunk-damaged', cause: 'a chunk in the bucket cannot be read: it is damaged or was overwritten' },
    /invalid (?:chunk|block) checksum|invalid checksum/,
    ({ setup }) => [
      'query other times to find the damaged chunk; with versions, an earlier one may be intact: aws s3api list-object-versions',
      ...(setup.buckets.length === 0 ? [] : [`nothing but Loki may write to ${setup.buckets[0]?.name}`]),
    ],
    'chunk-damaged',
  ),
];
