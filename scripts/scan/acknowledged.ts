/** Program that looks for faults in templates. */
export type Scanner = 'cdk-nag' | 'cfn-lint' | 'checkov';

/** A finding in a template. */
export interface Found {
  /** Program that found it. */
  readonly scanner: Scanner;

  /** Id of its rule, with the detail that cdk-nag adds: `AwsSolutions-IAM5[Resource::…]`. */
  readonly id: string;

  /** Path of the construct, or logical id of the resource. */
  readonly on: string;
}

/** Findings that are accepted, with the reason. */
interface Acknowledged {
  readonly scanner: Scanner;
  readonly id: RegExp;
  readonly on: RegExp;
  readonly reason: string;
}

const KUBECTL = /Kubectl/;

/** Every finding in the templates of `scannedEnvironments`. One that is not in this list fails the scan. */
const ACKNOWLEDGED: readonly Acknowledged[] = [
  {
    scanner: 'cdk-nag',
    id: /^AwsSolutions-S1$/,
    on: /Storage\/(Chunk|Ruler)Bucket/,
    reason:
      'one role uses the buckets, and each of its queries would write thousands of records; storage.accessLogBucket',
  },
  {
    scanner: 'checkov',
    id: /^CKV_AWS_18$/,
    on: /Storage(Chunk|Ruler)Bucket/,
    reason:
      'one role uses the buckets, and each of its queries would write thousands of records; storage.accessLogBucket',
  },
  {
    scanner: 'cdk-nag',
    id: /^AwsSolutions-SMG4$/,
    on: /Credentials\/(Writer|Reader)Secret/,
    reason: 'a rotation needs three steps with waits between them, or lines are lost: docs/how-to/passwords.md',
  },
  {
    scanner: 'checkov',
    id: /^CKV_AWS_149$/,
    on: /Credentials(Writer|Reader)Secret/,
    reason: 'the key of the account for Secrets Manager encrypts them; credentials.kmsKeyArn',
  },
  {
    scanner: 'cdk-nag',
    id: /^AwsSolutions-VPC7$/,
    on: /Cluster\/Network\/Vpc/,
    reason: 'flow logs cost by the gigabyte, and NetworkPolicies decide what connects; cluster.create.flowLogs',
  },
  {
    scanner: 'cdk-nag',
    id: /^AwsSolutions-IAM5\[Resource::arn:aws:s3:::loki-[a-z-]+-(chunks|ruler)-\d+-[a-z0-9-]+\/\*\]$/,
    on: /LokiRole\/Role\/DefaultPolicy/,
    reason: 'Loki names its objects itself; the wildcard ends at its own bucket',
  },
  {
    scanner: 'cdk-nag',
    id: /^AwsSolutions-IAM4\[Policy::.*AmazonEKS(Cluster|Compute|BlockStorage|LoadBalancing|Networking)Policy\]$/,
    on: /Cluster\/Cluster\/Role/,
    reason: 'EKS requires these policies of the role of a cluster, and changes them with its features',
  },
  {
    scanner: 'cdk-nag',
    id: /^AwsSolutions-IAM4\[Policy::.*Amazon(EKSWorkerNode(Minimal)?Policy|EKS_CNI_Policy|EC2ContainerRegistry(ReadOnly|PullOnly))\]$/,
    on: /(NodeGroupRole|AutoModeNodeRole)\/Resource/,
    reason: 'EKS requires these policies of the role of nodes; pods cannot use it',
  },
  {
    scanner: 'cdk-nag',
    id: /^AwsSolutions-IAM4\[Policy::.*AmazonEBSCSIDriverPolicy\]$/,
    on: /Nodes\/EbsCsiRole/,
    reason: 'AWS documents this policy for the EBS driver, and changes it with the driver',
  },
  {
    scanner: 'cdk-nag',
    id: /^AwsSolutions-IAM4\[/,
    on: KUBECTL,
    reason: 'the AWS CDK gives its kubectl function these policies: logs, network interfaces and images of charts',
  },
  {
    scanner: 'cdk-nag',
    id: /^AwsSolutions-IAM5\[Resource::<Cluster\w*Handler\w+\.Arn>:\*\]$/,
    on: KUBECTL,
    reason: 'the AWS CDK lets its provider call every version of its own kubectl function, and no other',
  },
  {
    scanner: 'cdk-nag',
    id: /^AwsSolutions-L1$/,
    on: KUBECTL,
    reason: 'the AWS CDK chooses the runtime of its kubectl function, with which it is tested',
  },
  {
    scanner: 'cdk-nag',
    id: /^AwsSolutions-EC23$/,
    on: /InterfaceEndpoints\/SecurityGroup/,
    reason: 'the range is that of the VPC, which cdk-nag cannot read before the deploy',
  },
  {
    scanner: 'checkov',
    id: /^CKV_AWS_(115|116|117|173)$/,
    on: KUBECTL,
    reason: 'only CloudFormation calls the function and waits for its answer; its variables hold names, and no secret',
  },
  {
    scanner: 'checkov',
    id: /^CKV_AWS_158$/,
    on: KUBECTL,
    reason: 'the log has output of kubectl and no secret; CloudWatch encrypts it with a key of its own',
  },
  {
    scanner: 'checkov',
    id: /^CKV_AWS_33$/,
    on: /StorageKey/,
    reason: 'KMS refuses to name a role that does not exist yet; conditions name account, role and service',
  },
  {
    scanner: 'cfn-lint',
    id: /^W3005$/,
    on: /^Cluster(C2E21B66|Kubectl(Provider)?Handler\w+|KubectlProviderframeworkonEvent\w+)$/,
    reason: 'the AWS CDK writes dependencies that references imply already',
  },
];

/** Findings that nobody has acknowledged, one line each. */
export function unexplained(found: readonly Found[]): string[] {
  const open = found.filter((one) => !ACKNOWLEDGED.some((known) => covers(known, one)));
  return open.map(({ scanner, id, on }) => `${scanner} ${id} ${on}`);
}

/** Acknowledgements of some scanners that match no finding, one line each. */
export function obsolete(found: readonly Found[], scanners: readonly Scanner[]): string[] {
  return ACKNOWLEDGED.filter(
    (known) => scanners.includes(known.scanner) && !found.some((one) => covers(known, one)),
  ).map(({ scanner, id, on }) => `${scanner} ${id.source} ${on.source}`);
}

function covers({ scanner, id, on }: Acknowledged, found: Found): boolean {
  return scanner === found.scanner && id.test(found.id) && on.test(found.on);
}
