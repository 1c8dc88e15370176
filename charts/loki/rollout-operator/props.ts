import { switchOr } from '../../input/combine';
import { boolean, fields, type Validator } from '../../input/props';

/** Settings of grafana/rollout-operator. */
export interface RolloutOperatorProps {
  /**
   * If false, the CustomResourceDefinition ZoneAwarePodDisruptionBudget, without which the operator does not start, is not
   * made: another installation of the operator, such as that of Mimir, has brought it to the cluster.
   *
   * @default true
   */
  readonly customResourceDefinition?: boolean;
}

const EXAMPLE = '{ customResourceDefinition: false }';

/** Validates the field `rolloutOperator`. */
export const rolloutOperator: Validator = switchOr(
  fields<RolloutOperatorProps>(EXAMPLE, { customResourceDefinition: boolean }),
  EXAMPLE,
);
