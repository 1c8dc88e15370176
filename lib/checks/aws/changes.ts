import { show } from '../../../charts/input/problems';
import { minorOf } from '../../cluster/kubernetes-versions';
import { type DeployedFacts, factsOf } from '../../planner/deployed/facts';
import { type EnvironmentRule, type EnvironmentSubject, type Finding, Severity } from '../rule';

/** Change of a fact. */
interface Change {
  /** Fact that changes. */
  readonly fact: keyof DeployedFacts;

  /** Field of the environment. */
  readonly field: string;

  /** Words that follow the former value: what the change does. */
  readonly effect: string;

  /**
   * Way to make the change safely, before the comparison with the record is skipped.
   *
   * @default - there is no way to keep the lines
   */
  readonly way?: (was: string) => string;
}

/** Facts about a Loki in the cluster, and the parts beside it. */
const OF_LOKI: readonly (keyof DeployedFacts)[] = [
  ...(['lokiNamespace', 'grafanaNamespace', 'chunkBucket', 'rulerBucket', 'encryption', 'ingesters'] as const),
];

/** Findings about facts that differ from the record. A fact that the record does not have is unknown. */
function changes({ environment, deployed }: EnvironmentSubject, all: readonly Change[]): Finding[] {
  const facts = deployed?.facts;
  if (!facts) return [];
  const present = factsOf(environment);
  return all.flatMap(({ fact, field, effect, way }) => {
    const [was, is] = [facts[fact], present[fact]];
    // One rule covers all facts of a Loki that is removed.
    if (environment.remote && OF_LOKI.includes(fact)) return [];
    if (was === undefined || JSON.stringify(was) === JSON.stringify(is)) return [];
    const former = show(was);
    const instead = way ? `, or ${way(former)}, then ${deployed.pass}` : `, or ${deployed.pass} to start over`;
    return [
      {
        path: `environments.${environment.name}.${field}`,
        found: `${show(is)} was ${former} before, ${effect}`,
        fix: `write ${former} again${instead}`,
      },
    ];
  });
}

const placeStays: EnvironmentRule = {
  id: 'CHANGE-PLACE-1',
  severity: Severity.ERROR,
  title: 'an environment stays in its account, region, cluster and network',
  why: 'the former pods go on, and new ones begin without their lines; a network cannot be changed under a cluster',
  evidence: 'https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html',
  check: (subject) =>
    changes(subject, [
      { fact: 'account', field: 'account', effect: 'and everything there stays and still runs' },
      { fact: 'region', field: 'region', effect: 'and everything there stays and still runs' },
      {
        fact: 'clusterName',
        field: `cluster.${subject.environment.props.cluster.create ? 'create' : 'existing'}.name`,
        effect: 'and the pods on that cluster stay and go on',
      },
      { fact: 'vpcId', field: 'cluster.create.vpcId', effect: 'and EKS cannot move a cluster to another VPC' },
      {
        fact: 'availabilityZones',
        field: 'cluster.create.availabilityZones',
        effect: 'and the volumes of Loki cannot leave their zones',
      },
    ]),
};

/**
 * End of a Loki whose lines stay in its buckets. An ingester that only stops keeps its lines in its write-ahead log:
 * `ingester.wal.flush_on_shutdown` is false.
 */
const takenDown = (namespace: string): string =>
  `first take down the Loki in namespace ${namespace} (docs/how-to/rollouts.md, "Take a Loki down")`;

const namespacesStay: EnvironmentRule = {
  id: 'CHANGE-NAMESPACE-1',
  severity: Severity.ERROR,
  title: 'Loki and Alloy stay in their namespaces, or are removed from the former one first',
  why: 'a deploy does not delete the former pods: ingesters keep lines that are not in S3, and lines are sent twice',
  evidence: 'https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#how-to-delete-objects',
  check: (subject) =>
    changes(subject, [
      {
        fact: 'lokiNamespace',
        field: 'loki.namespace',
        effect: 'and ingesters stay there with lines that they have not written to S3',
        // Alloy reads on where it was when the new Loki is ready.
        way: takenDown,
      },
      {
        fact: 'alloyNamespace',
        field: 'alloy.namespace',
        effect: 'and the former Alloy still runs and sends every line a second time',
        way: (was) => `first run kubectl delete daemonset,statefulset,deployment --all -n ${was}`,
      },
    ]),
};

const lokiStays: EnvironmentRule = {
  id: 'CHANGE-LOKI-1',
  severity: Severity.ERROR,
  title: 'an environment that has a Loki keeps it, or its ingesters are stopped first',
  why: 'the deploy removes the ingesters with their volumes of lines that are not in S3, and no query finds former lines',
  evidence: 'https://grafana.com/docs/loki/latest/operations/storage/wal/',
  check: ({ environment: { name, remote }, deployed }) => {
    const namespace = deployed?.facts?.lokiNamespace;
    if (!remote || namespace === undefined) return [];
    const found = `sends lines to ${remote.of ?? remote.url}, and a Loki was deployed in namespace ${namespace}`;
    const fix = `leave of and url out, or ${takenDown(namespace)}, then ${deployed?.pass}`;
    return [{ path: `environments.${name}.loki`, found, fix }];
  },
};

const datasourcesStay: EnvironmentRule = {
  id: 'CHANGE-NAMESPACE-2',
  severity: Severity.WARNING,
  title: 'datasources stay in the namespace of Grafana',
  why: 'a deploy does not delete the former ones, and a Grafana there keeps them',
  evidence: 'https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#how-to-delete-objects',
  check: (subject) =>
    changes(subject, [
      {
        fact: 'grafanaNamespace',
        field: 'grafana.namespace',
        effect: 'and the datasources there stay',
        way: (was) => `run kubectl delete configmap -l grafana_datasource=1 -n ${was} after the deploy`,
      },
    ]),
};

/** Copy of a bucket. */
const copied = (bucket: string) => `first copy its objects with aws s3 sync s3://${bucket}`;

const bucketsStay: EnvironmentRule = {
  id: 'CHANGE-BUCKET-1',
  severity: Severity.ERROR,
  title: 'Loki keeps its buckets',
  why: 'lines and rules in the former bucket are not found any more',
  evidence: 'https://grafana.com/docs/loki/latest/configure/storage/',
  check: (subject) =>
    changes(subject, [
      { fact: 'chunkBucket', field: 'storage.chunkBucketName', effect: 'and lines there are not found', way: copied },
      { fact: 'rulerBucket', field: 'storage.rulerBucketName', effect: 'and rules there are not found', way: copied },
    ]),
};

const keyStays: EnvironmentRule = {
  id: 'CHANGE-KEY-1',
  severity: Severity.WARNING,
  title: 'buckets that were encrypted with a KMS key stay encrypted with one',
  why: 'objects stay encrypted as they were written: without the former key they cannot be read',
  evidence: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html',
  check: (subject) =>
    subject.deployed?.facts?.encryption === 'kms'
      ? changes(subject, [
          {
            fact: 'encryption',
            field: 'storage.encryption',
            effect: 'and what was written with the key is read with it',
            way: () => 'keep the key, and the right of the role of Loki to decrypt with it, for one retention',
          },
        ])
      : [],
};

const versionRises: EnvironmentRule = {
  id: 'CHANGE-VERSION-1',
  severity: Severity.ERROR,
  title: 'the Kubernetes version rises by one minor version at a time',
  why: 'EKS refuses to lower a version or to skip one, and the deploy fails',
  evidence: 'https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html',
  check: ({ environment, deployed }) => {
    const was = deployed?.facts?.version;
    const { version } = factsOf(environment);
    const [from, to] = [minorOf(was ?? ''), minorOf(version ?? '')];
    if (from === undefined || to === undefined || to === from || to === from + 1) return [];
    const found = `${version} was ${was} before, and EKS ${to < from ? 'lowers no version' : 'skips no version'}`;
    const fix = to < from ? `write ${was} again` : `write 1.${from + 1}, deploy it, and go on from there`;
    return [{ path: `environments.${environment.name}.cluster.create.version`, found, fix }];
  },
};

const nodesStay: EnvironmentRule = {
  id: 'CHANGE-NODES-1',
  severity: Severity.WARNING,
  title: 'no node is replaced',
  why: 'every pod of a replaced node moves, and both groups of nodes are paid for until the former one is deleted',
  evidence: 'https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html',
  check: (subject) => [
    ...changes(subject, [
      {
        fact: 'instanceTypes',
        field: 'cluster.create.instanceTypes',
        effect: 'so a second node group is made, and the former one stays until you drain it',
        way: () => 'drain and delete the former group after the deploy (docs/how-to/new-cluster.md, "Grow")',
      },
      {
        fact: 'mode',
        field: 'cluster.create.mode',
        effect: 'and the former nodes are deleted with all their pods',
        way: () => 'accept that Loki is down until its pods run on new nodes',
      },
    ]),
    ...rolled(subject),
  ],
};

/** Findings about nodes that follow the version. */
function rolled({ environment, deployed }: EnvironmentSubject): Finding[] {
  const was = deployed?.facts?.version;
  const { version, instanceTypes } = factsOf(environment);
  if (was === undefined || version === undefined || was === version || !instanceTypes) return [];
  const path = `environments.${environment.name}.cluster.create.version`;
  const found = `${version} was ${was} before, so every node is drained and replaced, one after the other`;
  return [{ path, found, fix: `deploy it when that may take an hour, or write ${was} again` }];
}

/** Rules about changes since the last deploy. */
export const CHANGE_RULES: readonly EnvironmentRule[] = [
  placeStays,
  namespacesStay,
  lokiStays,
  datasourcesStay,
  bucketsStay,
  keyStays,
  versionRises,
  nodesStay,
];
