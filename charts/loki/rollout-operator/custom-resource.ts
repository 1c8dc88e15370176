import type { k8s } from 'cdk8s-plus-28';

/** Group of the operator's own kinds. */
const GROUP = 'rollout-operator.grafana.com';

/**
 * Kind of the operator's budgets. The operator watches them, and does not start before the API server knows the kind.
 */
const ZONE_BUDGET = { kind: 'ZoneAwarePodDisruptionBudget', plural: 'zoneawarepoddisruptionbudgets' };

/** Budget of a rollout group: all pods of one zone may be unavailable at a time, and no pod of another zone. */
export function zoneBudget(metadata: k8s.ObjectMeta, matchLabels: Record<string, string>, podsOfZone: number): object {
  return {
    apiVersion: `${GROUP}/v1`,
    kind: ZONE_BUDGET.kind,
    metadata,
    spec: { maxUnavailable: podsOfZone, selector: { matchLabels } },
  };
}

/** Groups and resources of a permission for the budgets. */
export const ZONE_BUDGETS = { apiGroups: [GROUP], resources: [ZONE_BUDGET.plural] };

const text = { type: 'string' };
const integer = (bounds: { readonly minimum: number; readonly maximum?: number }) => ({ type: 'integer', ...bounds });

/** Definition of the kind, as version 0.38 of the operator reads it (operations/rollout-operator/crds of its repository). */
export function zoneBudgetDefinition(labels: Readonly<Record<string, string>>): object {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${ZONE_BUDGET.plural}.${GROUP}`, labels },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: { ...ZONE_BUDGET, singular: ZONE_BUDGET.kind.toLowerCase(), shortNames: ['zpdb'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  required: ['selector'],
                  properties: {
                    maxUnavailable: integer({ minimum: 0 }),
                    maxUnavailablePercentage: integer({ minimum: 0, maximum: 100 }),
                    selector: {
                      type: 'object',
                      required: ['matchLabels'],
                      properties: { matchLabels: { type: 'object', additionalProperties: text } },
                    },
                    podNamePartitionRegex: text,
                    podNameRegexGroup: integer({ minimum: 1 }),
                    crossZoneEvictionDelay: text,
                  },
                },
              },
            },
          },
          subresources: { status: {} },
        },
      ],
    },
  };
}
