import {
  declaresPort,
  isEmpty,
  ofKind,
  selected,
  selects,
  title,
  titleOf,
  workloads,
  type Manifest,
  type Selector,
} from './objects';

interface Service {
  readonly spec?: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly selector?: Record<string, string>;
    readonly ports?: readonly { name?: string; port: number; targetPort?: string | number; protocol?: string }[];
  };
}

interface Scaler {
  readonly spec: { readonly minReplicas?: number; readonly scaleTargetRef: { kind: string; name: string } };
}

interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
}

interface Policy {
  readonly spec: {
    readonly podSelector?: Selector;
    readonly ingress?: readonly {
      from?: readonly Peer[];
      ports?: readonly { port?: string | number; endPort?: number; protocol?: string }[];
    }[];
    readonly egress?: readonly { to?: readonly Peer[] }[];
  };
}

/** Every workload selects the pods it makes. Jobs have no selector of their own. */
export function workloadSelectors(objects: readonly Manifest[]): string[] {
  return workloads(objects)
    .filter(({ kind }) => kind !== 'Job' && kind !== 'CronJob')
    .filter(({ spec, labels }) => isEmpty(spec.selector) || !selects(spec.selector, labels))
    .map((workload) => `${workload.title}: its selector does not select its own pods`);
}

/** Every Service selects pods, and each of those declares every port the Service sends to. */
export function services(objects: readonly Manifest[]): string[] {
  const all = workloads(objects);
  return ofKind<Service>(objects, 'Service')
    .filter(({ spec }) => spec?.selector !== undefined)
    .flatMap((service) => {
      const { selector, ports = [] } = service.spec ?? {};
      const targets = selected(all, service.metadata.namespace, { matchLabels: selector ?? {} });
      if (targets.length === 0) return [`${title(service)}: selects no pods`];
      return ports.flatMap(({ port, targetPort = port, protocol }) =>
        targets
          .filter((workload) => !declaresPort(workload, targetPort, protocol))
          .map((workload) => `${title(service)}: ${workload.title} has no ${protocol ?? 'TCP'} port '${targetPort}'`),
      );
    });
}

/** Every NetworkPolicy, peer of one and port of one is about pods there are. An empty selector means all of them. */
export function networkPolicies(objects: readonly Manifest[]): string[] {
  const all = workloads(objects);
  return ofKind<Policy>(objects, 'NetworkPolicy').flatMap((policy) => {
    const { podSelector = {}, ingress = [], egress = [] } = policy.spec;
    const { namespace } = policy.metadata;
    const pods = selected(all, namespace, podSelector);
    if (pods.length === 0 && !isEmpty(podSelector)) return [`${title(policy)}: selects no pods`];
    // A peer with a namespaceSelector is somewhere else, where these manifests cannot look.
    const peers = [...ingress.flatMap(({ from = [] }) => from), ...egress.flatMap(({ to = [] }) => to)];
    const lost = peers.filter(
      (peer) =>
        peer.podSelector &&
        !peer.namespaceSelector &&
        !isEmpty(peer.podSelector) &&
        selected(all, namespace, peer.podSelector).length === 0,
    );
    const ports = ingress.flatMap((rule) => rule.ports ?? []).filter(({ endPort }) => endPort === undefined);
    return [
      ...lost.map(({ podSelector: peer }) => `${title(policy)}: its peer ${JSON.stringify(peer)} selects no pods`),
      ...ports
        .filter(({ port, protocol }) => port !== undefined && !pods.some((pod) => declaresPort(pod, port, protocol)))
        .map(({ port, protocol }) => `${title(policy)}: none of its pods has the ${protocol ?? 'TCP'} port '${port}'`),
    ];
  });
}

/** Every HorizontalPodAutoscaler scales a workload there is. */
export function autoscalers(objects: readonly Manifest[]): string[] {
  const titles = new Set(workloads(objects).map((workload) => workload.title));
  return ofKind<Scaler>(objects, 'HorizontalPodAutoscaler').flatMap((scaler) => {
    const { kind, name } = scaler.spec.scaleTargetRef;
    const target = titleOf(kind, scaler.metadata.namespace, name);
    return titles.has(target) ? [] : [`${title(scaler)}: scales ${target}, which does not exist`];
  });
}

/** A PodDisruptionBudget for every Deployment and StatefulSet of more than one pod, and for no other workload. */
export function disruptionBudgets(objects: readonly Manifest[]): string[] {
  const all = workloads(objects);
  const scalers = ofKind<Scaler>(objects, 'HorizontalPodAutoscaler');
  const budgets = ofKind<{ spec: { selector?: Selector } }>(objects, 'PodDisruptionBudget');
  const problems = budgets
    .filter(({ metadata, spec }) => selected(all, metadata.namespace, spec.selector ?? {}).length === 0)
    .map((budget) => `${title(budget)}: selects no pods`);
  for (const workload of all) {
    const scaled = ['Deployment', 'StatefulSet'].includes(workload.kind);
    const scaler = scalers.find(
      ({ metadata, spec: { scaleTargetRef } }) =>
        metadata.namespace === workload.namespace &&
        scaleTargetRef.kind === workload.kind &&
        scaleTargetRef.name === workload.name,
    );
    // What an autoscaler may go down to counts, not what it starts from.
    const replicas = scaler ? (scaler.spec.minReplicas ?? 1) : (workload.spec.replicas ?? 1);
    const count = budgets.filter(
      ({ metadata, spec }) =>
        metadata.namespace === workload.namespace && selects(spec.selector ?? {}, workload.labels),
    ).length;
    const due = scaled && replicas > 1 ? 1 : 0;
    if (count === due) continue;
    const of = scaled ? `${replicas} replicas` : 'a kind that needs none';
    problems.push(`${workload.title}: has ${of} and ${count} PodDisruptionBudgets, must have ${due}`);
  }
  return problems;
}

/** Every StatefulSet names a headless Service there is, and it selects the StatefulSet's pods. */
export function statefulSetServices(objects: readonly Manifest[]): string[] {
  const headless = ofKind<Service>(objects, 'Service').filter(({ spec }) => spec?.clusterIP === 'None');
  return workloads(objects)
    .filter(({ kind }) => kind === 'StatefulSet')
    .flatMap(({ title: owner, namespace, labels, spec: { serviceName } }) => {
      if (!serviceName) return [`${owner}: has no serviceName`];
      const service = headless.find(({ metadata: m }) => m.name === serviceName && m.namespace === namespace);
      if (!service) return [`${owner}: its serviceName '${serviceName}' is not a headless Service`];
      const mine = selects({ matchLabels: service.spec?.selector ?? {} }, labels);
      return mine ? [] : [`${owner}: its Service ${title(service)} does not select its pods`];
    });
}
