import { restartGrafana } from '../../commands';
import type { Fault } from '../../fault';
import type { View } from '../../view';

type Source = NonNullable<View['snapshot']['sources']>[number];

/** True for a ConfigMap of the environment. */
const isOwn = ({ setup }: View, { config }: Source): boolean =>
  setup.configs.some(({ isDatasource, name }) => isDatasource && name === config);

const titleOf = ({ grafanaNamespace }: View['setup'], { config, name }: Source): string =>
  `"${name}" in ConfigMap ${grafanaNamespace}/${config}`;

/** Organization of a datasource; Grafana's first one if the file names none. */
const orgOf = ({ orgId = 1 }: Source): number => orgId;

const edit = ({ grafanaNamespace }: View['setup'], { config }: Source): string =>
  `kubectl edit configmap --namespace ${grafanaNamespace} ${config}, or the values of the chart that made it`;

const same: Fault = {
  id: 'grafana-same-uid',
  hop: 'grafana',
  isMild: true,
  cause: 'two datasources have the same uid or the same name: Grafana refuses the second, or each replaces the other',
  find: (view) => {
    const { sources = [] } = view.snapshot;
    return sources.flatMap((one, index) => {
      const other = sources
        .slice(index + 1)
        .find((each) => orgOf(each) === orgOf(one) && (each.name === one.name || (each.uid ?? '') === one.uid));
      // Two datasources of others do not concern this Loki.
      if (!other || !(isOwn(view, one) || isOwn(view, other))) return [];
      const foreign = isOwn(view, other) ? one : other;
      const what = other.uid !== undefined && other.uid === one.uid ? `uid ${one.uid}` : `name ${one.name}`;
      return {
        evidence: `${titleOf(view.setup, one)} and ${titleOf(view.setup, other)} have the ${what}`,
        fix: [
          `give the other one another name and uid, or remove it: ${edit(view.setup, foreign)}`,
          restartGrafana(view),
        ],
      };
    });
  },
};

const defaults: Fault = {
  id: 'grafana-two-defaults',
  hop: 'grafana',
  isMild: true,
  cause:
    'two datasources are the default of one organization: Grafana refuses all files of datasources, and does not start again',
  find: (view) => {
    const marked = (view.snapshot.sources ?? []).filter(({ isDefault }) => isDefault === true);
    const first = marked.find((one) => marked.some((other) => other !== one && orgOf(other) === orgOf(one)));
    const second = marked.find((other) => first && other !== first && orgOf(other) === orgOf(first));
    if (!first || !second) return undefined;
    return {
      evidence: `${titleOf(view.setup, first)} and ${titleOf(view.setup, second)} have isDefault: true`,
      fix: [`write isDefault: false in one of them: ${edit(view.setup, second)}`],
    };
  },
};

const unserved: Fault = {
  id: 'grafana-url',
  hop: 'grafana',
  isMild: true,
  cause: 'a datasource names a Service of Loki that does not exist',
  find: (view) =>
    (view.snapshot.sources ?? [])
      .filter(({ isUnserved }) => isUnserved)
      .map((source) => ({
        evidence: `${titleOf(view.setup, source)} has the host ${source.host}`,
        fix: [
          `remove it, since the environment has datasources of its own, or write http://${view.setup.gateway?.service}.${view.setup.lokiNamespace} as its URL: ${edit(view.setup, source)}`,
        ],
      })),
};

/** Faults of the datasources that the sidecar of a Grafana finds, those of others included. */
export const SOURCE_FAULTS: readonly Fault[] = [same, defaults, unserved];
