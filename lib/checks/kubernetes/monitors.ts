import { podsOf } from '../../manifests/lookup';
import { type Manifest, title } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import { isEmpty, type Selector, selectorText } from '../../manifests/selectors';
import { record, records, texts } from '../../manifests/shape';
import { declaresPort, type Workload } from '../../manifests/workloads';
import { type ManifestsRule, Severity } from '../rule';

/** A PodMonitor and the workloads of its pods, in each namespace that it names. */
interface Monitored {
  readonly monitor: Manifest;
  readonly pods: readonly Workload[];
}

const selectorOf = (monitor: Manifest): Selector => record(record(monitor['spec'])['selector']);

/** PodMonitors whose pods are all known. */
const readMonitored = (manifests: Manifests): Monitored[] =>
  manifests.ofKind('PodMonitor').flatMap((monitor) => {
    const { namespaceSelector } = record(monitor['spec']);
    const { any, matchNames } = record(namespaceSelector);
    const namespaces = texts(matchNames).length > 0 ? texts(matchNames) : [monitor.metadata.namespace];
    const found = namespaces.map((namespace) => podsOf(manifests, namespace, selectorOf(monitor)));
    return any === true || found.includes(undefined) ? [] : [{ monitor, pods: found.flatMap((each) => each ?? []) }];
  });

const selectsPods: ManifestsRule = {
  id: 'K8S-MONITOR-1',
  severity: Severity.WARNING,
  title: 'every PodMonitor selects pods that have its ports',
  why: 'a PodMonitor without such pods scrapes nothing and reports no error, and alerts on its metrics stay silent',
  evidence: 'https://prometheus-operator.dev/docs/platform/troubleshooting/',
  check: ({ manifests }) =>
    manifests.read(readMonitored).flatMap(({ monitor, pods }) => {
      const { podMetricsEndpoints } = record(monitor['spec']);
      if (pods.length === 0) {
        const text = isEmpty(selectorOf(monitor)) ? 'an empty selector' : selectorText(selectorOf(monitor));
        return [
          {
            path: `${title(monitor)} spec.selector`,
            found: `${text} selects no pods`,
            fix: 'use the labels of the pods it is meant for',
          },
        ];
      }
      return records(podMetricsEndpoints).flatMap(({ port }, index) =>
        typeof port !== 'string' || pods.some((pod) => declaresPort(pod, port))
          ? []
          : [
              {
                path: `${title(monitor)} spec.podMetricsEndpoints[${index}].port`,
                found: `none of its pods declares a port ${port}`,
                fix: 'use the name of a port of these pods',
              },
            ],
      );
    }),
};

/** Rules about objects of the Prometheus Operator. */
export const MONITOR_RULES: readonly ManifestsRule[] = [selectsPods];
