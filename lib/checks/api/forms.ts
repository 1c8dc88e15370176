import { apiFaults, type Area } from '../read/kubernetes/faults';
import { type ManifestsRule, Severity } from '../rule';

const REFUSED = 'the API server refuses the object, and the deploy fails';

/** Check for faults in a part of objects. */
const every =
  (area: Area): ManifestsRule['check'] =>
  ({ manifests }) =>
    apiFaults(manifests)
      .filter((fault) => fault.area === area)
      .map(({ path, found, fix }) => ({ path, found, fix }));

const workloads: ManifestsRule = {
  id: 'K8S-API-3',
  severity: Severity.ERROR,
  title: 'workloads and their pods are in the form that the API server takes',
  why: REFUSED,
  evidence: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/',
  check: every('workload'),
};

const containers: ManifestsRule = {
  id: 'K8S-API-4',
  severity: Severity.ERROR,
  title: 'containers are in the form that the API server takes',
  why: REFUSED,
  evidence: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container',
  check: every('containers'),
};

const fields: ManifestsRule = {
  id: 'K8S-API-5',
  severity: Severity.ERROR,
  title: 'fields of objects of Kubernetes itself exist, and their values have the types of the fields',
  why: 'kubectl, Helm and Argo CD stop with such an object, and with others it is applied without the field',
  evidence: 'https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation',
  check: every('fields'),
};

const others: ManifestsRule = {
  id: 'K8S-API-6',
  severity: Severity.ERROR,
  title: 'objects of Kubernetes itself, besides workloads, are in the form that the API server takes',
  why: REFUSED,
  evidence: 'https://kubernetes.io/docs/reference/kubernetes-api/',
  check: every('object'),
};

/** Rules about the fields of objects of Kubernetes itself. */
export const FORM_RULES: readonly ManifestsRule[] = [workloads, containers, fields, others];
