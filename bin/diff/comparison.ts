import type { DeployedRecords, RenderedCharts } from '../../lib/checks/checked-charts';
import type { Problem } from '../../charts/input/problems';
import type { Environment } from '../../lib/environment/environment';
import type { ObjectChange } from '../../lib/manifests/changes';
import type { Manifests } from '../../lib/manifests/manifests';
import type { DeployedRecord } from '../../lib/planner/deployed/record';
import type { StackTemplate } from './aws/templates';

/** State of an environment that is compared with another. */
export interface Comparing extends RenderedCharts {
  /** Records of what was deployed. */
  readonly records: DeployedRecords;
}

/** Result of a comparison of objects. */
export interface Comparison {
  /** The other side, in words: `the deployed stack prod-Logging`. */
  readonly base: string;

  /** Objects of the other side. */
  readonly before: Manifests;

  /** Changes from there. */
  readonly changes: readonly ObjectChange[];

  /** Record that rules about changes compare with. @default - the record of what was deployed */
  readonly deployed?: DeployedRecord;

  /** Changes that the API server has refused. @default - it was not asked */
  readonly refused?: readonly Problem[];

  /** Limits of this comparison, in words. @default - it sees everything */
  readonly notes?: readonly string[];

  /** If true, some objects of the other side could not be read and are unknown. @default false */
  readonly isPartial?: boolean;

  /** Number of nodes that the agents run on. @default - that of the plan */
  readonly nodes?: number;

  /** Templates of the stacks of the other side, whose names are known. @default - it has none */
  readonly templates?: (environment: Environment, stacks: readonly string[]) => Promise<readonly StackTemplate[]>;

  /** Removes files that it needed. @default - none */
  readonly dispose?: () => void;
}
