import type { Draft } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

type Scaler = NonNullable<Draft['scalers']>[number];
type Door = NonNullable<Draft['doors']>[number];

/** An autoscaler of queriers, as the API has it, and in the setup. */
function scaled(draft: Draft, conditions: NonNullable<Scaler['status']>['conditions']): void {
  draft.setup.scalers = [{ namespace: 'loki', name: 'loki-querier', component: 'querier', isOfKeda: false }];
  draft.scalers = [
    {
      metadata: { name: 'loki-querier', namespace: 'loki' },
      spec: { maxReplicas: 6, scaleTargetRef: { kind: 'Deployment', name: 'loki-querier' } },
      status: { currentReplicas: 6, conditions },
    },
  ];
}

/** A door that was made an hour before the snapshot. */
function door(draft: Draft, kind: string, status: Door['status'], creationTimestamp = '2026-11-21T11:00:00Z'): void {
  draft.setup.doors = [{ kind, namespace: 'loki', name: 'loki-door' }];
  draft.doors = [{ kind, metadata: { name: 'loki-door', namespace: 'loki', creationTimestamp }, status }];
}

const ADDRESS = { loadBalancer: { ingress: [{ hostname: 'k8s-loki.elb.us-east-1.amazonaws.com' }] } };

/** Autoscalers and doors in which all is right. */
export const AROUND_HEALTHY: readonly (readonly [name: string, make: (draft: Draft) => void])[] = [
  [
    'an autoscaler within its bounds, at its minimum',
    (draft) =>
      scaled(draft, [
        { type: 'AbleToScale', status: 'True', reason: 'ReadyForNewScale' },
        { type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound' },
        { type: 'ScalingLimited', status: 'True', reason: 'TooFewReplicas' },
      ]),
  ],
  [
    'a workload of 0 pods that nobody scales',
    (draft) => scaled(draft, [{ type: 'ScalingActive', status: 'False', reason: 'ScalingDisabled' }]),
  ],
  ['a door with an address', (draft) => door(draft, 'Ingress', ADDRESS)],
  ['a door that has just been made', (draft) => door(draft, 'Service', { loadBalancer: {} }, '2026-11-21T11:55:00Z')],
  [
    'a route that its Gateway takes',
    (draft) =>
      door(draft, 'HTTPRoute', {
        parents: [{ conditions: [{ type: 'Accepted', status: 'True', reason: 'Accepted' }] }],
      }),
  ],
];

/** Faults of autoscalers and of doors, by what their objects say. */
export const AROUND_CASES: readonly FaultCase[] = [
  {
    id: 'scaling-at-maximum',
    hop: 'query',
    make: (draft) => scaled(draft, [{ type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas' }]),
    evidence: /^HorizontalPodAutoscaler loki\/loki-querier has 6 of at most 6 pods$/,
    fix: /environments\.dev\.loki\.autoscaling/,
  },
  {
    id: 'scaling-absent',
    hop: 'query',
    make: (draft) => {
      draft.setup.scalers = [
        { namespace: 'loki', name: 'keda-hpa-loki-querier', component: 'querier', isOfKeda: true },
      ];
      draft.scalers = [];
    },
    evidence: /keda-hpa-loki-querier does not exist/,
    fix: /part-of=keda-operator[^]*scaledobject --namespace loki loki-querier/,
  },
  {
    id: 'scaling-no-metrics',
    hop: 'query',
    make: (draft) =>
      scaled(draft, [
        {
          ...{ type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric' },
          message:
            'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu',
        },
      ]),
    evidence: /^HorizontalPodAutoscaler loki\/loki-querier: the HPA was unable to compute/,
    fix: /--addon-name metrics-server/,
  },
  {
    id: 'exposure-missing',
    hop: 'gateway',
    make: (draft) => {
      door(draft, 'Ingress', ADDRESS);
      draft.doors = [];
    },
    evidence: /^Ingress loki\/loki-door does not exist$/,
    fix: /cdk deploy/,
  },
  ...(['Ingress', 'Service'] as const).map((kind): FaultCase => ({
    ...{ id: 'exposure-no-controller', hop: 'gateway' },
    make: (draft) => door(draft, kind, { loadBalancer: {} }),
    evidence: new RegExp(`^${kind} loki/loki-door has had no address since it was created, 60 minutes ago$`),
    fix: /name=aws-load-balancer-controller[^]*ingressclasses/,
  })),
  {
    id: 'exposure-no-controller',
    hop: 'gateway',
    make: (draft) => door(draft, 'HTTPRoute', { parents: [] }),
    evidence: /^HTTPRoute loki\/loki-door has had no address/,
    fix: /gatewayclasses/,
  },
  {
    id: 'exposure-route',
    hop: 'gateway',
    make: (draft) =>
      door(draft, 'HTTPRoute', {
        parents: [
          {
            conditions: [
              { type: 'Accepted', status: 'False', reason: 'NotAllowedByListeners', message: 'no listener admits it' },
            ],
          },
        ],
      }),
    evidence: /NotAllowedByListeners: no listener admits it/,
    fix: /allowedRoutes/,
  },
];
