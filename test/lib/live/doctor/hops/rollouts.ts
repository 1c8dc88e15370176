import { waiting } from '../../../../helpers/fake-kubectl';
import { addEvent, breakPod, type Draft } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

/** Gives the ingesters another version, which nobody rolls out. */
const rolledOnDelete = (draft: Draft, labels: Record<string, string>): void => {
  const found = draft.workloads.find(({ metadata }) => metadata.name === 'loki-ingester') as Draft['workloads'][number];
  found.metadata.labels = labels;
  found.spec.updateStrategy = { type: 'OnDelete' };
  found.status = { ...found.status, updateRevision: 'loki-ingester-2' };
};

const querier = (draft: Draft) =>
  draft.workloads.find(({ metadata }) => metadata.name === 'loki-querier') as Draft['workloads'][number];

/** The rollout of queriers did not end in its time. */
const late = (draft: Draft): void => {
  const message = 'ReplicaSet "loki-querier-6c4d" has timed out progressing.';
  const progress = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message };
  querier(draft).status = { conditions: [progress] };
};

/** The autoscaler of queriers gets no metrics. */
export const unscaled = (draft: Draft, why: string): void =>
  addEvent(
    draft,
    'loki',
    'HorizontalPodAutoscaler',
    'loki-querier',
    'FailedGetResourceMetric',
    `failed to get cpu utilization: ${why}`,
  );

/** Rollouts that wait for somebody. */
export const ROLLOUT_CASES: readonly FaultCase[] = [
  {
    id: 'rollout-on-delete',
    hop: 'ingester',
    make: (draft) => rolledOnDelete(draft, {}),
    evidence: /^loki-ingester-0 and 2 more of StatefulSet loki\/loki-ingester runs a former version/,
    fix: /^kubectl delete pod --namespace loki loki-ingester-0, and the next one when it is ready again$/,
  },
  {
    id: 'rollout-on-delete',
    hop: 'ingester',
    make: (draft) => rolledOnDelete(draft, { 'rollout-group': 'ingester' }),
    evidence: /updateStrategy is OnDelete/,
    fix: /^npx eks-loki roll dev$/,
  },
  {
    id: 'rollout-paused',
    hop: 'query',
    make: (draft) => (querier(draft).spec.paused = true),
    evidence: /^Deployment loki\/loki-querier has spec\.paused: true/,
    fix: /^kubectl rollout resume --namespace loki deployment\/loki-querier$/,
  },
  {
    id: 'rollout-deadline',
    hop: 'query',
    make: late,
    evidence: /ReplicaSet "loki-querier-6c4d" has timed out progressing/,
    fix: /kubectl describe --namespace loki deployment loki-querier/,
  },
  {
    // A pod of the new version says why.
    id: 'pod-image-missing',
    hop: 'query',
    make: (draft) => {
      late(draft);
      breakPod(draft, 'querier', waiting('ImagePullBackOff', 'rpc error: code = NotFound desc = manifest unknown'));
    },
    evidence: /manifest unknown/,
    fix: /compare name and tag/,
  },
  {
    id: 'scaling-no-metrics',
    hop: 'query',
    make: (draft) =>
      unscaled(
        draft,
        'unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)',
      ),
    evidence: /^HorizontalPodAutoscaler loki\/loki-querier: failed to get cpu utilization: unable to fetch metrics/,
    fix: /--addon-name metrics-server/,
  },
  {
    id: 'scaling-no-metrics',
    hop: 'query',
    make: (draft) => unscaled(draft, 'missing request for cpu in container querier of Pod loki-querier-0'),
    evidence: /missing request for cpu/,
    fix: /^give the container a request: environments\.dev\.loki\.sizes$/,
  },
  {
    id: 'scaling-no-metrics',
    hop: 'query',
    make: (draft) =>
      addEvent(
        draft,
        'loki',
        'HorizontalPodAutoscaler',
        'keda-hpa-loki-querier',
        'FailedGetExternalMetric',
        'unable to get external metric loki/s0-prometheus: the server is currently unable to handle the request (get s0-prometheus.external.metrics.k8s.io)',
      ),
    evidence: /keda-hpa-loki-querier: unable to get external metric/,
    fix: /v1beta1\.external\.metrics\.k8s\.io[^]*scaledobject --namespace loki loki-querier:/,
  },
  {
    id: 'scaling-no-target',
    hop: 'distributor',
    make: (draft) =>
      addEvent(
        draft,
        'loki',
        'HorizontalPodAutoscaler',
        'loki-distributor',
        'FailedGetScale',
        'deployments/scale.apps "loki-distributors" not found',
      ),
    evidence: /loki-distributors" not found/,
    fix: /kubectl delete hpa --namespace loki loki-distributor/,
  },
  {
    id: 'scaling-keda',
    hop: 'query',
    make: (draft) =>
      addEvent(
        draft,
        'loki',
        'ScaledObject',
        'loki-querier',
        'KEDAScalerFailed',
        'prometheus query api returned error. status: 503 response: no healthy upstream',
      ),
    evidence: /^ScaledObject loki\/loki-querier: prometheus query api/,
    fix: /kubectl describe scaledobject --namespace loki loki-querier[^]*loki\.autoscaling/,
  },
];
