import { switchOr } from '../../input/combine';
import { boolean, fields, type Validator } from '../../input/props';

/** Settings of grafana/rollout-operator. */
export interface RolloutOperatorProps {
  /**
   * If false, the CustomResourceDefinition ZoneAwarePodDisruptionBudget is not made. The operator does not start
   * without it, so write false only if another installation of the operator, such as Mimir's, has made it.
   *
   * @default true
   */
  readonly customResourceDefinition?: boolean;

  /**
   * If true, all ingesters of one zone may be evicted at once, and none of another zone meanwhile: a node group is replaced
   * zone by zone instead of pod by pod. The API server then asks the operator about each eviction of an ingester, and
   * refuses it while the operator does not answer (docs/how-to/zones.md).
   *
   * @default false
   */
  readonly zoneBudget?: boolean;
}

const EXAMPLE = '{ customResourceDefinition: false }';

/** True if evictions of ingesters are allowed by zone. */
export const hasZoneBudget = (operator: boolean | RolloutOperatorProps | undefined): boolean =>
  typeof operator === 'object' && operator.zoneBudget === true;

/** Validator of the field `rolloutOperator`. */
export const rolloutOperator: Validator = switchOr(
  fields<RolloutOperatorProps>(EXAMPLE, { customResourceDefinition: boolean, zoneBudget: boolean }),
  EXAMPLE,
);
