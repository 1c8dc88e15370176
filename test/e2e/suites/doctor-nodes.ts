import { devWith } from '../rig/living/living-dev';
import { sleep } from '../rig/wait';
import type { Faults } from './doctor-injected';
import { misspelt } from './misspelt';
import { again, byShell, firstOf, type LivingRig, ready, shell } from './doctor-shell';

/** Seconds after which the control plane calls a silent node NotReady. */
const SILENT = 60;

/** Faults of nodes, and of pods that really run on them. */
export const nodeFaults = (rig: LivingRig): Faults => ({
  'a node whose kubelet says nothing': {
    ...{ hop: 'node', first: /^node-not-ready$/, fix: /kubectl describe node ip-/, seconds: SILENT },
    inject: () => {
      const { cluster } = rig.dev();
      const { node } = firstOf(rig, 'compactor');
      cluster.silence(node);
      return Promise.resolve(async () => {
        await cluster.wake(node);
        await ready(rig);
      });
    },
  },
  // grafana/helm-charts#2166 and others: tolerations of the values replace those of the chart.
  'a taint that the agent does not tolerate': {
    ...{ hop: 'agent', first: /^object-differs$/, fix: /kubectl apply --server-side/ },
    inject: async () => {
      const { name, node } = firstOf(rig, 'agent');
      const change = { updateStrategy: { type: 'OnDelete', rollingUpdate: null } };
      const spec = { ...change, template: { spec: { tolerations: null } } };
      await shell(
        rig,
        `kubectl taint node ${node} dedicated=gpu:NoSchedule
         kubectl patch --namespace alloy daemonset alloy --patch '${JSON.stringify({ spec })}'
         kubectl delete pod --namespace alloy ${name} --timeout=120s`,
      );
      return async () => {
        await shell(rig, `kubectl taint node ${node} dedicated-`);
        await again(rig);
      };
    },
  },
  'a budget that holds the drain of a node': {
    ...{
      hop: 'node',
      first: /^node-drain-held$/,
      fix: /kubectl get poddisruptionbudget --namespace loki loki-querier/,
    },
    inject: async () => {
      const { node } = firstOf(rig, 'querier');
      await shell(
        rig,
        `kubectl patch --namespace loki poddisruptionbudget loki-querier --patch '{"spec":{"maxUnavailable":0}}'
         ! kubectl drain ${node} --pod-selector app.kubernetes.io/component=querier --timeout=6s`,
      );
      return async () => {
        await shell(rig, `kubectl uncordon ${node}`);
        await again(rig);
      };
    },
  },
  'a pod whose volume is in the zone of a cordoned node': byShell(
    rig,
    { hop: 'ingester', first: /^pod-volume-zone$/, fix: /kubectl uncordon/ },
    () => `
      kubectl cordon ${firstOf(rig, 'ingester').node}
      kubectl delete pod --namespace loki loki-ingester-0 --timeout=120s`,
    () => `kubectl uncordon ${firstOf(rig, 'ingester').node}`,
  ),
  'a pod that asks for more memory than any node has': byShell(
    rig,
    { hop: 'query', first: /^pod-no-room$/, fix: /add nodes, or larger ones/ },
    () =>
      'kubectl set resources --namespace loki deployment/loki-querier --requests=memory=200Gi --limits=memory=200Gi',
    () => 'kubectl rollout undo --namespace loki deployment/loki-querier',
  ),
  'a configuration that Loki refuses': {
    ...{ hop: 'distributor', first: /^config-differs$/, fix: /eks-loki diff dev --cluster/, seconds: 15 },
    inject: async () => {
      const { cluster } = rig.dev();
      await cluster.deploy(devWith({ customize: misspelt }));
      await sleep(10);
      return () => again(rig);
    },
  },
});

/** Faults of limits of memory, which the kernel must hold. */
export const memoryFaults = (rig: LivingRig): Faults => ({
  'a limit of memory that is too small': byShell(
    rig,
    { hop: 'query', first: /^pod-out-of-memory$/, fix: /loki: \{ sizes/ },
    () => 'kubectl set resources --namespace loki statefulset/loki-ruler --requests=memory=24Mi --limits=memory=24Mi',
    () => `
            kubectl rollout undo --namespace loki statefulset/loki-ruler
            kubectl delete pod --namespace loki loki-ruler-0 --grace-period=1 --ignore-not-found --timeout=60s`,
  ),
});
