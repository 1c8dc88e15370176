import { field } from '../commands';
import type { Fault } from '../fault';
import { hopOf } from '../hops';
import { recentWarnings } from './recent';

/** Seconds for which a warning of an autoscaler is young: it looks four times a minute. */
const YOUNG = 300;

/** Messages of an autoscaler about pods that have just started. */
const OF_START = /no metrics returned|did not receive metrics/;

const noMetrics: Fault = {
  id: 'scaling-no-metrics',
  hop: 'query',
  isMild: true,
  cause: 'an autoscaler gets no metrics of its pods, and leaves their number as it is',
  find: (view) =>
    recentWarnings(view, /^HorizontalPodAutoscaler$/, /^Failed(GetResourceMetric|GetContainerResourceMetric)$/, YOUNG)
      .filter(({ message }) => !OF_START.test(message))
      .map(({ namespace, name, message }) => {
        const target = view.setup.workloads.find((one) => one.namespace === namespace && one.name === name);
        return {
          ...(target ? { hop: hopOf(target.component) } : {}),
          evidence: `HorizontalPodAutoscaler ${namespace}/${name}: ${message}`,
          fix: /missing request/.test(message)
            ? [
                `give the container a request: ${field(view, 'loki.sizes', 'resources.requests of the workload, and not')}`,
              ]
            : [
                'kubectl get apiservice v1beta1.metrics.k8s.io',
                `without it: aws eks create-addon --cluster-name ${view.setup.clusterName ?? 'CLUSTER'} --addon-name metrics-server`,
                'kubectl get pods --namespace kube-system --selector app.kubernetes.io/name=metrics-server',
              ],
        };
      }),
};

/** Faults of autoscalers. */
export const SCALING_FAULTS: readonly Fault[] = [noMetrics];
