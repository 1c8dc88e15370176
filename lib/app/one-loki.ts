import { resolve } from 'node:path';
import { Token } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';
import { deployOf } from '../../charts/grafana/deploy/props';
import { literalName } from '../cluster/facts';
import { bucketKey, type Claim, claimProblems, own } from '../environment/constructs/claims';
import { refuse } from '../environment/constructs/validate';
import type { ResolvedLogging } from '../environment/resolve';
import { hubUrl } from '../environment/hub/hub';
import { gatewayOf, ONE_SENDER } from '../environment/rules/hub-clusters';
import { hostKeys, ONE_HOST } from '../environment/rules/one-host';
import type { OneOwner } from '../environment/rules/one-owner';
import { ONE_BUCKET, ONE_CLUSTER } from '../environment/rules/together';
import type { IOidcTrust } from '../identity/oidc-trust';

/** A Loki and its cluster, buckets and names: none of them may belong to another Loki of the app. */
export interface ClaimedByLoki {
  /** The cluster. */
  readonly cluster: eks.ICluster;

  /** Trust in the cluster's service accounts. */
  readonly trust: IOidcTrust;

  /** Names of the environment and its buckets. */
  readonly resolved: Pick<
    ResolvedLogging,
    'name' | 'account' | 'region' | 'objectStore' | 'clusterName' | 'remote' | 'chartsProps'
  >;

  /** File of its record. @default - none */
  readonly record?: string;
}

/** Words for the name of a cluster, the label of its lines. */
const ONE_LABEL: OneOwner = { is: 'sends lines to the same tenant as the cluster of that name of', fix: ONE_SENDER };

/**
 * Identities of the lines of a cluster at the gateway of their Loki, one for each tenant. Clusters that send lines to
 * the same Loki must have different names, also from the cluster of that Loki. Two clusters, each with its own Loki,
 * may share a name and the host of their gateways.
 */
function linesOf({
  clusterName,
  remote,
  chartsProps: { loki },
}: ClaimedByLoki['resolved']): Pick<Claim, 'keys' | 'not'> {
  const url = remote?.url ?? hubUrl({ props: { expose: loki?.expose } });
  const gateway = url === undefined ? undefined : gatewayOf(url, remote?.pods);
  if (gateway === undefined || Token.isUnresolved(clusterName)) return { keys: [] };
  const tenants = remote?.tenants ?? loki?.tenants ?? [];
  const keys = (way: 'kept' | 'sent') =>
    tenants.map((tenant) => `lines ${way} ${JSON.stringify([gateway, clusterName, tenant])}`);
  return remote
    ? { keys: keys('sent'), not: [...keys('kept'), ...keys('sent')] }
    : { keys: keys('kept'), not: keys('sent') };
}

/** Hosts of the doors of Loki and Grafana. */
function hostsOf({ account, region, chartsProps: { loki, grafanaDeploy } }: ClaimedByLoki['resolved']): Claim[] {
  const grafana = deployOf(grafanaDeploy)?.expose;
  return [
    loki?.expose && { path: 'expose.host', door: loki.expose },
    grafana && { path: 'grafanaDeploy.expose.host', door: grafana },
  ]
    .filter((one) => one !== undefined)
    .map(({ path, door }) => ({
      path,
      keys: hostKeys(door, { account, region }),
      value: door.host,
      words: ONE_HOST,
    }));
}

const ONE_NAME: OneOwner = {
  is: 'also names the roles and secrets of',
  fix: 'give each LokiLogging an environmentName of its own',
};

const ONE_RECORD: OneOwner = { is: 'is also the record of', fix: 'name a file of its own' };

/**
 * Claims a cluster, buckets, names and the file of the record for a construct.
 *
 * @throws InputError if another construct of the app has claimed one of them
 */
export function claimForOneLoki(owner: Construct, { cluster, trust, resolved, record }: ClaimedByLoki): void {
  const { name, account, region, objectStore } = resolved;
  const place = `${account} ${region}`;
  const clusterName = literalName(cluster);
  const issuer = Token.isUnresolved(trust.issuer) ? undefined : trust.issuer;
  const claims: readonly Claim[] = [
    {
      path: 'cluster',
      keys: [cluster, clusterName && `cluster ${place} ${clusterName}`, issuer && `issuer ${issuer}`],
      value: clusterName ?? cluster.node.path,
      words: ONE_CLUSTER,
    },
    { path: 'cluster', ...linesOf(resolved), value: resolved.clusterName, words: ONE_LABEL },
    { path: 'environmentName', keys: [`name ${place} ${name}`], value: name, words: ONE_NAME },
    ...(objectStore ? [objectStore.chunkBucket, objectStore.rulerBucket] : []).map((bucket) => ({
      path: 'storage',
      keys: [bucketKey(owner, bucket)],
      value: bucket,
      words: ONE_BUCKET,
    })),
    ...hostsOf(resolved),
    ...(record === undefined
      ? []
      : [{ path: 'record', keys: [`record ${resolve(record)}`], value: record, words: ONE_RECORD }]),
  ];
  refuse(owner.node.path, claimProblems(owner, claims));
  own(owner, claims);
}
