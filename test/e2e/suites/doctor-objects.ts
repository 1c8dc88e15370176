import type { KubernetesObject } from '../../helpers/charts';
import type { DoctorRig, Faults, Injected } from './doctor-injected';

/** Faults of objects: the API that stands in answers with something else, while all programs run. */
export const objectFaults = (rig: DoctorRig): Faults => {
  const answered = (
    found: Pick<Injected, 'hop' | 'first' | 'fix'>,
    kind: string,
    change: (objects: KubernetesObject[]) => KubernetesObject[],
  ): Injected => ({
    ...found,
    seconds: 0,
    inject: () => {
      const kubectl = rig.kubectl();
      kubectl.answers.set(kind, (objects) => change(structuredClone(objects) as KubernetesObject[]));
      return Promise.resolve(() => Promise.resolve(void kubectl.answers.delete(kind)));
    },
  });
  const isDatasource = ({ metadata }: KubernetesObject) => metadata.labels?.['grafana_datasource'] !== undefined;
  return {
    // grafana/loki#10657: the annotation is at another key of the values.
    'a service account without its role': answered(
      { hop: 'identity', first: /^identity-annotation$/, fix: /kubectl annotate serviceaccount --namespace loki loki/ },
      'serviceaccounts',
      (objects) => objects.map((one) => ({ ...one, metadata: { ...one.metadata, annotations: {} } })),
    ),
    'a service account that was deleted': answered(
      { hop: 'identity', first: /^identity-account$/, fix: /cdk deploy/ },
      'serviceaccounts',
      () => [],
    ),
    'a Service without endpoints': answered(
      { hop: 'gateway', first: /^gateway-no-endpoints$/, fix: /get service --namespace loki loki-gateway/ },
      'endpointslices',
      (objects) => objects.map((one) => ({ ...one, endpoints: [] })),
    ),
    'a node that does not answer': answered(
      { hop: 'node', first: /^node-not-ready$/, fix: /describe node/ },
      'nodes',
      (objects) => objects.map((one) => ({ ...one, status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } })),
    ),
    'a namespace that is being deleted': answered(
      { hop: 'agent', first: /^namespace-terminating$/, fix: /get namespace alloy/ },
      'namespaces',
      (objects) =>
        objects.map((one) => ({ ...one, status: { phase: one.metadata.name === 'alloy' ? 'Terminating' : 'Active' } })),
    ),
    'a datasource that was deleted': answered(
      { hop: 'grafana', first: /^grafana-datasource$/, fix: /cdk deploy/ },
      'configmaps',
      (objects) => objects.filter((one) => !isDatasource(one)),
    ),
    "a datasource that Grafana's sidecar does not find": answered(
      { hop: 'grafana', first: /^grafana-label$/, fix: /kubectl label configmap/ },
      'configmaps',
      (objects) =>
        objects.map((one) => (isDatasource(one) ? { ...one, metadata: { ...one.metadata, labels: {} } } : one)),
    ),
    'a configuration that was edited by hand': answered(
      { hop: 'agent', first: /^config-differs$/, fix: /eks-loki diff/ },
      'configmaps',
      (objects) =>
        objects.map((one) => (one.metadata.name === 'alloy' ? { ...one, data: { 'config.alloy': '' } } : one)),
    ),
  };
};
