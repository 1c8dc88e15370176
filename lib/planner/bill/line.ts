import type { Term } from './terms';

/** Parts of a bill, in the order in which it lists them, by key. */
export const PARTS = {
  eks: 'EKS',
  nodes: 'nodes',
  autoMode: 'Auto Mode',
  rootDisks: 'root disks',
  volumes: 'volumes',
  nat: 'NAT gateways',
  endpoints: 'interface endpoints',
  doors: 'load balancers',
  keys: 'KMS keys',
  secrets: 'passwords',
  storage: 'S3 storage',
  requests: 'S3 requests',
  zones: 'traffic between zones',
  kafka: 'MSK',
  metrics: 'Managed Prometheus',
  controlPlaneLogs: 'control plane logs',
  flowLogs: 'flow logs',
} as const;

/** Key of a part. */
export type Part = keyof typeof PARTS;

/** Keys of the parts, in the order in which a bill lists them. */
export const PART_KEYS = Object.keys(PARTS) as Part[];

/** Line of a bill. */
export interface BillLine extends Term {
  /** Its part. */
  readonly part: Part;

  /** If true, it depends on something that the environment does not say, and that is assumed. */
  readonly assumed: boolean;
}

/** Line that follows from the environment. */
export const line = (part: Part, term: Term): BillLine => ({ part, ...term, assumed: false });

/** Line that depends on something that is assumed. */
export const assumedLine = (part: Part, term: Term): BillLine => ({ part, ...term, assumed: true });
