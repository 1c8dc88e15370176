import { diffOfCluster } from '../commands';
import type { Fault, Symptom } from '../fault';
import { hopOf } from '../hops';
import type { Setup } from '../setup-form';
import type { View } from '../view';
import { stateOfNamespace } from './namespaces';

type Config = Setup['configs'][number];

/** ConfigMaps of programs. Those of datasources have faults of their own. */
const ofPrograms = ({ setup }: View): Config[] => setup.configs.filter(({ isDatasource }) => !isDatasource);

const configMissing: Fault = {
  id: 'config-missing',
  hop: 'agent',
  isMild: true,
  cause: 'a ConfigMap of the environment does not exist: pods that run keep its files, and no other pod starts',
  find: (view) =>
    ofPrograms(view)
      .filter(
        (config) =>
          stateOfNamespace(view, config.namespace) === 'there' &&
          !view.areUnseen('configmaps', config.namespace) &&
          !view.configOf(config),
      )
      .map(({ namespace, name, component }) => ({
        hop: hopOf(component),
        explains: ({ id, evidence }: Symptom) => id === 'pod-config-missing' && evidence.includes(`"${name}"`),
        evidence: `ConfigMap ${namespace}/${name} does not exist`,
        fix: [view.setup.deliver],
      })),
};

/** Refusals of tenants and paths, which the configuration of the gateway decides. */
const OF_GATEWAY = ['agent-tenant', 'agent-path', 'agent-too-large', 'query-tenant', 'query-path'];

/** Configurations that programs refuse. */
const REFUSED = ['gateway-config', 'loki-config', 'limits-refused', 'agent-config'];

const configDiffers: Fault = {
  id: 'config-differs',
  hop: 'agent',
  isMild: true,
  cause: 'the configuration in the cluster is not that of the environment',
  find: (view) =>
    ofPrograms(view).flatMap((config) => {
      const { namespace, name, component, digest } = config;
      const live = view.configOf(config);
      if (!live || live.digest === digest) return [];
      const hop = hopOf(component);
      return {
        hop,
        explains: ({ id, hop: of }: Symptom) =>
          id === 'query-empty' ||
          (REFUSED.includes(id) && of === hop) ||
          (hop === 'gateway' && OF_GATEWAY.includes(id)),
        evidence: `ConfigMap ${namespace}/${name} has another content than the environment renders`,
        fix: [...diffOfCluster(view), view.setup.deliver],
      };
    }),
};

/** Faults of ConfigMaps that programs read. */
export const CONFIG_FAULTS: readonly Fault[] = [configMissing, configDiffers];
