import { isInAws } from '../../../charts/endpoint/object-store';
import { CredentialsKind } from '../../../charts/endpoint/credentials/source';
import { type Problem, show } from '../../../charts/input/problems';
import { isLocal } from '../local';
import { isObject } from '../values';
import type { InputRule } from './rule';
import { endpointOf } from './storage';

/** Fields of what is made in AWS. */
const AWS_FIELDS = [
  ...([
    'account',
    'region',
    'tags',
    'permissionsBoundary',
    'rolePath',
    'removalPolicy',
    'terminationProtection',
  ] as const),
  ...(['deployFrom', 'customizeStack'] as const),
];

/** Fields of the buckets that a local cluster has a use for. */
const LOCAL_STORAGE = ['endpoint', 'chunkBucketName', 'rulerBucketName'];

const noEffect = (path: string, value: unknown, why: string, fix = 'leave it out'): Problem => ({
  path,
  found: `${show(value)} has no effect, since ${why}`,
  fix,
});

const NO_AWS = 'a local cluster has nothing in AWS';

/** Finds fields without a use on a local cluster. */
export const localProblems: InputRule = (_name, input) => {
  // Several kinds of clusters are one problem.
  if (!isLocal(input) || input.cluster.create !== undefined || input.cluster.existing !== undefined) return [];
  const { volume, storage, credentials, alloy, cluster } = input;
  const from: unknown = isObject(credentials) ? credentials.from : undefined;
  const kafka: unknown = isObject(alloy) ? alloy.kafka : undefined;
  const iam = isObject(kafka) ? kafka['iam'] : undefined;
  const endpoint = endpointOf(storage);
  const local = isObject(cluster.local) ? cluster.local : {};
  return [
    ...AWS_FIELDS.filter((key) => input[key] !== undefined).map((key) => noEffect(key, input[key], NO_AWS)),
    ...Object.entries(isObject(storage) ? storage : {})
      .filter(([key, value]) => !LOCAL_STORAGE.includes(key) && value !== undefined)
      .map(([key, value]) => noEffect(`storage.${key}`, value, NO_AWS)),
    ...(volume === undefined
      ? []
      : [noEffect('volume', volume, 'a local cluster has one size', 'leave it out, or change loki.sizes')]),
    ...(from === undefined || from === CredentialsKind.KUBERNETES_SECRET
      ? []
      : [
          {
            path: 'credentials.from',
            found: `${show(from)} is in AWS`,
            fix: "leave it out, or write 'kubernetes-secret'",
          },
        ]),
    ...(iam === undefined ? [] : [noEffect('alloy.kafka.iam', iam, NO_AWS, 'leave it out, or use sasl')]),
    ...(endpoint && isInAws({ endpoint })
      ? [
          {
            path: 'storage.endpoint.url',
            found: `${endpoint.url} takes roles of AWS, and a local cluster has none`,
            fix: 'leave endpoint out, for an S3 server in the cluster',
          },
        ]
      : []),
    ...(endpoint && local.storeVolume !== undefined
      ? [noEffect('cluster.local.storeVolume', local.storeVolume, 'storage.endpoint is another store')]
      : []),
  ];
};
