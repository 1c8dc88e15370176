import { CUSTOM } from './custom';
import type { Example } from './example';
import { EXISTING_STACK } from './existing-stack';
import { GITOPS } from './gitops';
import { NEW_CLUSTER } from './new-cluster';

/** The projects in `examples/`, slowest first. */
export const EXAMPLES: readonly Example[] = [GITOPS, EXISTING_STACK, NEW_CLUSTER, CUSTOM];
