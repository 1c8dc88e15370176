import { isInAws } from '../../../charts/endpoint/object-store';
import { CredentialsKind } from '../../../charts/endpoint/credentials/source';
import { type Problem, show } from '../../../charts/input/problems';
import type { ExposeProps } from '../../../charts/endpoint/exposure/props';
import { isOnlyLocal } from '../local';
import { isObject } from '../values';
import { doorsOf } from './expose';
import { noEffect } from '../../../charts/input/no-effect';
import type { InputRule } from './rule';
import { endpointOf } from './storage';

/** Fields about resources in AWS. */
const AWS_FIELDS = [
  ...([
    'account',
    'region',
    'tags',
    'permissionsBoundary',
    'rolePath',
    'identity',
    'removalPolicy',
    'terminationProtection',
  ] as const),
  ...(['deployFrom', 'customizeStack'] as const),
];

/** Fields of the buckets that a local cluster has a use for. */
const LOCAL_STORAGE = ['endpoint', 'chunkBucketName', 'rulerBucketName'];

const ONE_INGESTER = 'a local cluster has one node, with one ingester';
const NO_AWS = 'a local cluster has nothing in AWS';

/** Problems of a door that needs AWS, or of a Gateway whose proxies are unknown. */
function doorProblems(path: string, door: Partial<ExposeProps>): Problem[] {
  const { by = 'nlb', gateway, vpcCidrs } = door;
  if (by === 'nlb' || by === 'alb') {
    const fix = "leave it out, or write by: 'gateway-api' for a Gateway in the cluster";
    return [{ path, found: `${by} is a load balancer of AWS, and ${NO_AWS}`, fix }];
  }
  const proxies: unknown = isObject(gateway) ? gateway['proxyNamespace'] : undefined;
  return [
    ...(vpcCidrs === undefined ? [] : [noEffect(`${path}.vpcCidrs`, vpcCidrs, NO_AWS)]),
    ...(isObject(gateway) && proxies === undefined
      ? [
          {
            path: `${path}.gateway.proxyNamespace`,
            found: 'missing',
            fix: "write the namespace of the pods of your Gateway, such as 'envoy-gateway-system'",
          },
        ]
      : []),
  ];
}

/** Problem of a workspace of AWS in an object at a path. */
function workspaceProblems(path: string, owner: unknown): Problem[] {
  const workspace = isObject(owner) ? owner['workspaceArn'] : undefined;
  if (workspace === undefined) return [];
  return [noEffect(`${path}.workspaceArn`, workspace, NO_AWS, 'leave it out, or write a url')];
}

/** Problems of fields of Loki that need AWS, or more than one node. */
function lokiProblems(loki: unknown): Problem[] {
  if (!isObject(loki)) return [];
  const { ruler, ingesterZones, rolloutOperator } = loki;
  return [
    ...workspaceProblems('loki.ruler.remoteWrite', isObject(ruler) ? ruler['remoteWrite'] : undefined),
    ...Object.entries({ ingesterZones, rolloutOperator }).flatMap(([key, value]) =>
      value === undefined || value === false ? [] : [noEffect(`loki.${key}`, value, ONE_INGESTER)],
    ),
  ];
}

/** Finds fields without a use on a local cluster. */
export const localProblems: InputRule = (_name, input) => {
  // Several kinds of clusters are one problem.
  if (!isOnlyLocal(input)) return [];
  const { volume, storage, credentials, alloy, cluster, grafana, loki, monitoring } = input;
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
    ...doorsOf(input).flatMap(({ path, door }) => doorProblems(path, door)),
    ...workspaceProblems('grafana.prometheus', isObject(grafana) ? grafana.prometheus : undefined),
    ...workspaceProblems('monitoring.remoteWrite', isObject(monitoring) ? monitoring.remoteWrite : undefined),
    ...lokiProblems(loki),
    ...(endpoint && local.storeVolume !== undefined
      ? [noEffect('cluster.local.storeVolume', local.storeVolume, 'storage.endpoint is another store')]
      : []),
  ];
};
