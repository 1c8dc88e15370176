import { AGENT_PROGRAMS } from '../../lib/live/doctor/components';
import { PROGRAM_LABELS } from '../../lib/live/doctor/found';
import type { Setup } from '../../lib/live/doctor/setup-form';
import type { Snapshot } from '../../lib/live/doctor/snapshot';
import { at, record, records, text } from '../../lib/manifests/shape';
import type { Get } from './listing';

/** Agents of others that send to a Loki. */
type Others = Pick<Snapshot, 'otherAgents' | 'unseen'>;

type Item = Record<string, unknown>;

const nameOf = (item: Item): string => text(at(item, 'metadata.name')) ?? '';
const namespaceOf = (item: Item): string => text(at(item, 'metadata.namespace')) ?? '';

/**
 * Looks for agents in other namespaces whose arguments, variables or ConfigMaps name this Loki. Many clusters have an agent that sends
 * elsewhere, and Secrets are not read: what is not known to send here is left out. What was read is not kept.
 */
export async function readOtherAgents(get: Get, setup: Setup): Promise<Others> {
  // Of a Loki that was found, all agents are its own.
  if (setup.found) return { unseen: [] };
  const lists = await Promise.all(
    PROGRAM_LABELS.map((label) =>
      get(
        ['daemonsets', '--all-namespaces', '--selector', `${label} in (${AGENT_PROGRAMS.join(',')})`],
        ['node'],
        ['daemonsets in all namespaces'],
      ),
    ),
  );
  const unseen = lists.find((one) => one.unseen.length > 0)?.unseen;
  if (unseen) return { unseen };
  const byTitle = new Map(
    lists.flatMap(({ items }) => items.map((item) => [`${namespaceOf(item)}/${nameOf(item)}`, item])),
  );
  // Those of these namespaces are among the workloads.
  const known = [...new Set(setup.workloads.map(({ namespace }) => namespace))];
  const others = [...byTitle.values()].filter((item) => !known.includes(namespaceOf(item)));
  const found = await Promise.all(others.map(async (item) => ((await sendsTo(get, setup, item)) ? [item] : [])));
  return {
    otherAgents: found.flat().map((item) => ({ namespace: namespaceOf(item), name: nameOf(item) })),
    unseen: [],
  };
}

/** True if the configuration of an agent names a Loki. */
async function sendsTo(get: Get, setup: Setup, item: Item): Promise<boolean> {
  const pod = at(item, 'spec.template.spec');
  const address = addressOf(setup);
  if (records(at(pod, 'containers')).some((container) => address.test(written(container)))) return true;
  const names = configsOf(pod);
  if (names.length === 0) return false;
  const args = ['configmaps', ...names, '--namespace', namespaceOf(item), '--ignore-not-found'];
  const { items } = await get(args, ['node'], []);
  return items.some((config) => Object.values(record(at(config, 'data'))).some((one) => address.test(String(one))));
}

/** Arguments and variables of a container. */
const written = (container: object): string =>
  JSON.stringify(['command', 'args', 'env'].map((field) => at(container, field) ?? []));

/** Names of the ConfigMaps of a pod. */
function configsOf(pod: unknown): string[] {
  const volumes = records(at(pod, 'volumes'));
  const sources = [...volumes, ...volumes.flatMap((volume) => records(at(volume, 'projected.sources')))];
  return [...new Set(sources.flatMap((source) => text(at(source, 'configMap.name')) ?? []))];
}

/** Address of a Loki in a configuration: one of its Services from another namespace, or its door. */
function addressOf({ remote, lokiNamespace }: Setup): RegExp {
  if (remote) return new RegExp(`${escaped(new URL(remote.url).hostname)}(?![\\w.-])`);
  return new RegExp(`\\bloki[\\w-]*\\.${escaped(lokiNamespace)}(?:\\.svc\\b|[:/"'\\s]|$)`);
}

const escaped = (name: string): string => name.replace(/[.]/g, '\\.');
