import { CANARY } from '../../charts/canary/props';
import { GRAFANA } from '../../charts/grafana/deploy/props';
import { keysOf, ROOT_BLOCK } from '../../charts/loki/config/keys/keys';
import { validateOwnedKeys } from '../../charts/loki/config/keys/owned';

/** Fields by the names that other tools have for them, by the path of the object in which people write these names. */
const OF_OTHER_TOOLS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  storage: {
    bucketNames: ['storage.chunkBucketName', 'storage.rulerBucketName'],
    kmsKeyArn: ['storage.encryptionKeyArn'],
    kmsKeyId: ['storage.encryptionKeyArn'],
  },
  loki: {
    commonConfig: ['loki.config.common'],
    image: ['images.loki'],
    schemaConfig: ['loki.schema'],
    schema_config: ['loki.schema'],
    structuredConfig: ['loki.config'],
    zoneAwareReplication: ['loki.ingesterZones'],
  },
  alloy: {
    clusterEvents: ['alloy.events'],
    image: ['images.alloy'],
    kubernetesEvents: ['alloy.events'],
    nodeLogs: ['alloy.journal'],
    pipelineStages: ['alloy.processing'],
    podLogs: ['alloy.pods'],
  },
  grafana: {
    enabled: ['grafana.deploy'],
    image: ['images.grafana'],
    ingress: ['grafana.deploy.expose'],
    persistence: ['grafana.deploy.storage'],
  },
};

/** Parts of `workloads` by the object in which people write settings of their pods. */
const PARTS: Readonly<Record<string, string>> = { loki: 'loki', alloy: 'alloy', grafana: GRAFANA, canary: CANARY };

/** Settings of pods that no other object than `workloads` has for these parts. */
const OF_PODS = ['affinity', 'nodeSelector', 'priorityClassName', 'resources', 'tolerations'];

/** Fields that a key in an object means in the words of Kubernetes, of Loki's configuration or of other tools. */
export function otherNames(path: string, key: string): readonly string[] {
  const named = Object.hasOwn(OF_OTHER_TOOLS, path) ? OF_OTHER_TOOLS[path] : undefined;
  if (named && Object.hasOwn(named, key)) return named[key] ?? [];
  if (Object.hasOwn(PARTS, path) && OF_PODS.includes(key)) return [`workloads.${PARTS[path] ?? ''}.${key}`];
  const isOfConfig = path === 'loki' && Object.hasOwn(keysOf(ROOT_BLOCK), key) && key.includes('_');
  return isOfConfig && validateOwnedKeys({ [key]: {} }, '').length === 0 ? [`loki.config.${key}`] : [];
}
