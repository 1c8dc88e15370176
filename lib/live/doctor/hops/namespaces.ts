import type { Fault } from '../fault';
import { type HopName, hopOf } from '../hops';
import { namespaceNamed } from '../unseen';
import type { View } from '../view';

/** A namespace, and its part of the path. */
interface Place {
  readonly name: string;
  readonly hop: HopName;
}

/** The namespaces of workloads, each with the part of its first workload. */
function namespaces({ setup }: View): Place[] {
  const names = [...new Set(setup.workloads.map(({ namespace }) => namespace))];
  return names.map((name) => ({
    name,
    hop: hopOf(setup.workloads.find(({ namespace }) => namespace === name)?.component ?? ''),
  }));
}

/** Namespaces in which the environment has ConfigMaps alone: that of datasources, for a Grafana of others. */
function namespacesOfConfigs(view: View): Place[] {
  const known = namespaces(view).map(({ name }) => name);
  const names = [...new Set(view.setup.configs.map(({ namespace }) => namespace))];
  return names.filter((name) => !known.includes(name)).map((name) => ({ name, hop: 'grafana' }));
}

/** State of a namespace. */
export const stateOfNamespace = (view: View, name: string): 'gone' | 'ending' | 'there' | 'unseen' => {
  const found = view.namespaceOf(name);
  if (!found) return view.isUnseen(namespaceNamed(name)) ? 'unseen' : 'gone';
  return found.status?.phase === 'Terminating' ? 'ending' : 'there';
};

const namespaceGone: Fault = {
  id: 'namespace-missing',
  hop: 'agent',
  cause: 'the namespace does not exist, so nothing of the environment is in it',
  find: (view) =>
    namespaces(view)
      .filter(({ name }) => stateOfNamespace(view, name) === 'gone')
      .map(({ name, hop }) => ({
        hop,
        evidence: `namespace ${name} does not exist`,
        fix: [view.setup.deliver],
      })),
};

const namespaceEnding: Fault = {
  id: 'namespace-terminating',
  hop: 'agent',
  cause: 'somebody deleted the namespace, and its deletion has not ended',
  find: (view) =>
    [...namespaces(view), ...namespacesOfConfigs(view)]
      .filter(({ name }) => stateOfNamespace(view, name) === 'ending')
      .map(({ name, hop }) => ({
        hop,
        evidence: [`namespace ${name} is Terminating`, ...remainsOf(view, name)].join(': '),
        fix: [
          `kubectl get namespace ${name} -o jsonpath='{.status.conditions}'`,
          'if a finalizer of a controller that is gone holds it: remove that finalizer from the objects that are left',
          `when it is gone: ${view.setup.deliver}`,
        ],
      })),
};

/**
 * Causes that hold up the deletion of a namespace, from its conditions. Finalizers say more than the objects that have
 * them.
 */
function remainsOf(view: View, name: string): string[] {
  const holds = ['NamespaceFinalizersRemaining', 'NamespaceContentRemaining', 'NamespaceDeletionDiscoveryFailure'];
  const { conditions = [] } = view.namespaceOf(name)?.status ?? {};
  const found = holds.flatMap((type) => conditions.filter((one) => one.type === type && one.status === 'True'));
  return found.flatMap(({ message }) => message ?? []).slice(0, 1);
}

/** Faults of namespaces, in the parts of the path that are in them. */
export const NAMESPACE_FAULTS: readonly Fault[] = [namespaceGone, namespaceEnding];
