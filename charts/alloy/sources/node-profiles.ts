import type { AlloySources } from './library';

/** Sources of the library that read nodes. */
type NodeSource = Exclude<keyof AlloySources, 'events'>;

/** A kind of node. */
export interface NodeProfile {
  /** Name in messages and tables. */
  readonly title: string;

  /** True if it runs the pods of DaemonSets, and so Alloy's. */
  readonly runsAlloy: boolean;

  /** Sources that its nodes lack, and why. */
  readonly lacks: Readonly<Partial<Record<NodeSource, string>>>;

  /** Folders in which a missing folder can be made. @default - any */
  readonly writable?: readonly string[];
}

/** Bottlerocket, which EKS Auto Mode runs: all logs of such a node are in its journal. */
const BOTTLEROCKET: Pick<NodeProfile, 'lacks' | 'writable'> = {
  lacks: {
    audit: 'Bottlerocket has no auditd: records of the kernel are in its journal',
    cloudInit: 'Bottlerocket has no cloud-init: its own programs log to the journal',
  },
  // https://github.com/bottlerocket-os/bottlerocket/blob/develop/SECURITY_FEATURES.md
  writable: ['/etc', '/local', '/mnt', '/opt', '/run', '/tmp', '/var'],
};

const FARGATE = 'a node of Fargate runs one pod, and no pod of a DaemonSet';
const WINDOWS = "Alloy's pods run on Linux";
const everything = (reason: string): NodeProfile['lacks'] => ({
  ...{ journal: reason, audit: reason, cloudInit: reason, pods: reason, files: reason, hubble: reason },
});

/** Kinds of EKS nodes, and the sources that they lack. */
export const NODE_PROFILES = {
  al2023: { title: 'Amazon Linux 2023', runsAlloy: true, lacks: {} },
  graviton: { title: 'Amazon Linux 2023 on Graviton', runsAlloy: true, lacks: {} },
  bottlerocket: { title: 'Bottlerocket', runsAlloy: true, ...BOTTLEROCKET },
  auto: {
    title: 'EKS Auto Mode',
    runsAlloy: true,
    ...BOTTLEROCKET,
    lacks: { ...BOTTLEROCKET.lacks, hubble: 'EKS Auto Mode has a network of its own, without Cilium' },
  },
  fargate: { title: 'Fargate', runsAlloy: false, lacks: everything(FARGATE) },
  windows: { title: 'Windows', runsAlloy: false, lacks: everything(WINDOWS) },
} as const satisfies Record<string, NodeProfile>;

/** Sources of the library that read nodes, in the order of tables. */
export const NODE_SOURCES: readonly NodeSource[] = ['journal', 'audit', 'cloudInit', 'pods', 'files', 'hubble'];
