import { parsedUrl } from '../../charts/input/url';
import { provisioningFilesIn } from '../../lib/checks/read/provisioning';
import { SOURCE } from '../../lib/live/doctor/around-forms';
import { POD } from '../../lib/live/doctor/object-forms';
import type { Setup } from '../../lib/live/doctor/setup-form';
import { picked, type Snapshot, type SnapshotPod } from '../../lib/live/doctor/snapshot';
import { inNamespace } from '../../lib/live/doctor/unseen';
import type { Manifest } from '../../lib/manifests/manifest';
import { at, text } from '../../lib/manifests/shape';
import type { Get } from './listing';

/** Facts about a Grafana that the environment does not deploy, and that finds its datasources by a sidecar. */
export interface GrafanaSeen extends Pick<Snapshot, 'sources' | 'unseen'> {
  readonly pods: SnapshotPod[];
}

/** Label of the pods of the charts of Grafana. */
const OF_GRAFANA = 'app.kubernetes.io/name=grafana';

/** Most Services that datasources name and that are asked for. */
const MOST_SERVICES = 3;

type Source = NonNullable<Snapshot['sources']>[number];

/** Reads the pods of a Grafana, and of the datasources that its sidecar finds only names, uids and hosts. */
export async function readGrafana(get: Get, setup: Setup): Promise<GrafanaSeen> {
  const { configs, found, grafanaNamespace: namespace } = setup;
  const labels = [
    ...new Set(configs.filter(({ isDatasource }) => isDatasource).flatMap((one) => Object.keys(one.labels))),
  ];
  if (found || labels.length === 0) return { pods: [], unseen: [] };
  const of = ['--namespace', namespace];
  // All pods of a namespace with workloads are read anyway.
  const isRead = setup.workloads.some((one) => one.namespace === namespace);
  const [pods, ...lists] = await Promise.all([
    isRead
      ? { items: [], unseen: [] }
      : get(['pods', ...of, '--selector', OF_GRAFANA], ['grafana'], [inNamespace('pods', namespace)]),
    ...labels.map((label) =>
      get(['configmaps', ...of, '--selector', label], ['grafana'], [inNamespace('configmaps', namespace)]),
    ),
  ]);
  const named = lists.flatMap(({ items }) => items).flatMap(sourcesOf);
  const { sources, unseen } = await withServices(get, setup, named);
  return {
    pods: pods.items.flatMap((item) => picked(POD, item) ?? []),
    ...(lists.some((one) => one.unseen.length > 0) ? {} : { sources }),
    unseen: [...[pods, ...lists].flatMap((one) => one.unseen), ...unseen],
  };
}

/** Datasources in a ConfigMap. Grafana itself reports files that are not YAML. */
function sourcesOf(item: Record<string, unknown>): Source[] {
  const config = text(at(item, 'metadata.name')) ?? '';
  return provisioningFilesIn(item as unknown as Manifest).flatMap(({ datasources }) =>
    datasources.flatMap(({ fields: { name, uid, type, isDefault, orgId, url } }) => {
      const host = parsedUrl(text(url) ?? '')?.hostname;
      return (
        picked(SOURCE, { config, name, uid, type, isDefault, orgId, ...(host === undefined ? {} : { host }) }) ?? []
      );
    }),
  );
}

/** Datasources, with a mark on those whose host is a missing Service of Loki's namespace. */
async function withServices(
  get: Get,
  setup: Setup,
  sources: readonly Source[],
): Promise<Required<Pick<Snapshot, 'sources' | 'unseen'>>> {
  const { lokiNamespace, remote, gateway } = setup;
  const serviceOf = ({ host = '' }: Source): string | undefined => {
    const [service, namespace, ...rest] = host.split('.');
    const isHere = namespace === lokiNamespace && (rest.length === 0 || rest[0] === 'svc');
    // The gateway has its own checks.
    return isHere && !remote && service !== gateway?.service ? service : undefined;
  };
  const names = [...new Set(sources.flatMap((one) => serviceOf(one) ?? []))].slice(0, MOST_SERVICES);
  const answers = await Promise.all(
    names.map((name) =>
      get(
        ['services', name, '--namespace', lokiNamespace, '--ignore-not-found'],
        ['grafana'],
        [inNamespace(`service ${name}`, lokiNamespace)],
      ),
    ),
  );
  const isGone = (name: string | undefined): boolean => {
    const answer = name === undefined ? undefined : answers[names.indexOf(name)];
    return answer !== undefined && answer.items.length === 0 && answer.unseen.length === 0;
  };
  return {
    sources: sources.map((one) => (isGone(serviceOf(one)) ? { ...one, isUnserved: true } : one)),
    unseen: answers.flatMap((one) => one.unseen),
  };
}
