import type { Manifests } from '../../manifests/manifests';
import { type Manifest, title } from '../../manifests/manifest';
import { type Selector, selects } from '../../manifests/selectors';
import { record, records, texts } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';

/** Labels of the pods that answer DNS, on every EKS cluster: those of CoreDNS, as an add-on or as EKS installs it. */
const DNS_LABELS = { 'k8s-app': 'kube-dns', 'eks.amazonaws.com/component': 'coredns' };

/** Ports of DNS, by number and by the names that CoreDNS gives them. */
const DNS_PORTS: readonly unknown[] = [53, '53', 'dns', 'dns-tcp'];

const dns: ManifestsRule = {
  id: 'K8S-POLICY-4',
  severity: Severity.WARNING,
  title: 'no NetworkPolicy of kube-system closes the DNS of the cluster',
  why: 'no pod of the cluster resolves the name of a Service any more',
  evidence: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  check: ({ manifests }) => {
    const policies = closing(manifests);
    // Policies add up: one that opens the port is enough.
    return policies.some(opensDns) ? [] : policies.map(found);
  },
};

/** Policies that let only the clients that they name reach CoreDNS. */
function closing(manifests: Manifests): Manifest[] {
  return manifests.ofKind('NetworkPolicy').filter((policy) => {
    if (policy.metadata.namespace !== 'kube-system') return false;
    const { policyTypes, podSelector } = record(policy['spec']);
    const types = texts(policyTypes);
    return (types.length === 0 || types.includes('Ingress')) && selects(podSelector as Selector, DNS_LABELS);
  });
}

/** True if a policy opens the port of DNS to some clients. */
function opensDns(policy: Manifest): boolean {
  return records(record(policy['spec'])['ingress']).some(({ ports }) => {
    const opened = records(ports);
    return opened.length === 0 || opened.some(isDns);
  });
}

function isDns({ port, endPort, protocol = 'TCP' }: Readonly<Record<string, unknown>>): boolean {
  if (protocol !== 'UDP') return false;
  return DNS_PORTS.includes(port ?? 53) || (Number(port) <= 53 && Number(endPort) >= 53);
}

const found = (policy: Manifest): Finding => ({
  path: `${title(policy)} spec.podSelector`,
  found: 'selects CoreDNS, and no policy opens its UDP port 53',
  fix: 'select the pods it is meant for, or open port 53 to all namespaces',
});

/** Rules about the DNS of the cluster. */
export const CLUSTER_DNS_RULES: readonly ManifestsRule[] = [dns];
