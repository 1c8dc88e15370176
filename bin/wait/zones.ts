import { counted } from '../../charts/input/counted';
import { LokiNames } from '../../charts/loki/components';
import { REPLICATION_FACTOR } from '../../charts/loki/replication';
import { kubectlSelector } from '../../lib/manifests/selectors';
import type { KubectlRunner } from './kubectl';

/** Fields that kubectl prints, one object a line, separated by a tab. */
const lineOf = (name: string, value: string): string =>
  `jsonpath={range .items[*]}{${name}}{"\\t"}{${value}}{"\\n"}{end}`;

const ZONE = String.raw`.metadata.labels.topology\.kubernetes\.io/zone`;

/**
 * Warning about ingesters that share a zone, since its loss would take two copies of a line; undefined if
 * each has its own, or kubectl may not read pods and nodes.
 */
export async function zonesWarning(kubectl: KubectlRunner, namespace: string): Promise<string | undefined> {
  const selector = kubectlSelector(LokiNames.selector('ingester'));
  const pods = ['pods', '--namespace', namespace, '--selector', selector];
  const [ingesters, nodes] = await Promise.all([
    read(kubectl, pods, lineOf('.metadata.name', '.spec.nodeName')),
    read(kubectl, ['nodes'], lineOf('.metadata.name', ZONE)),
  ]);
  const placed = [...ingesters].flatMap(([pod, node]) => {
    const zone = nodes.get(node);
    return zone ? [{ pod, zone }] : [];
  });
  const zones = [...new Set(placed.map(({ zone }) => zone))].sort();
  if (zones.length === 0 || zones.length >= Math.min(placed.length, REPLICATION_FACTOR)) return undefined;
  const where = zones.map((zone) => `${placed.filter((one) => one.zone === zone).length} in ${zone}`).join(', ');
  return (
    `${placed.length} ingesters share ${counted(zones.length, 'zone')} (${where}): the loss of one ` +
    `can take most copies of a line; add nodes in other zones, and move ingesters there (docs/how-to/volumes.md)`
  );
}

/** Pairs that kubectl prints; none if it fails. */
async function read(kubectl: KubectlRunner, what: readonly string[], format: string): Promise<Map<string, string>> {
  const { status, stdout } = await kubectl.run(['get', ...what, '--output', format]);
  const lines = status === 0 ? stdout.split('\n') : [];
  return new Map(
    lines.flatMap((line) => {
      const [name = '', value = ''] = line.split('\t');
      return name && value ? [[name, value] as const] : [];
    }),
  );
}
