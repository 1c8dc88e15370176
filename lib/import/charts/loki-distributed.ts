import type { SizedComponent } from '../../../charts/loki/sizes/size';
import type { Importing } from '../importing';
import { importLokiConfig } from '../loki/config';
import { NO_TABLE_MANAGER } from '../loki/retention';
import type { Node } from '../tree/account';
import { importComponent, importDoorOf, importPlace } from './components';
import { importChartParts } from './parts';

/** Components of the chart that run here under the same name. */
const COMPONENTS: readonly SizedComponent[] = [
  ...(['distributor', 'ingester', 'querier', 'queryFrontend'] as const),
  ...(['queryScheduler', 'indexGateway', 'compactor', 'ruler'] as const),
];

/** Values of the chart `loki-distributed`. */
export function importLokiDistributed(importing: Importing, values: Node): void {
  const loki = values.at('loki');
  importing.former.mode = 'distributed';
  importLokiConfig(importing, {
    config: [
      { node: loki.at('schemaConfig'), at: ['schema_config'] },
      { node: loki.at('storageConfig'), at: ['storage_config'] },
      { node: loki.at('config'), at: [] },
      { node: loki.at('structuredConfig'), at: [] },
    ],
    overrides: values.at('runtimeConfig', 'overrides'),
    hasTenantsByDefault: false,
  });
  values.at('runtimeConfig').same('no tenant has limits of its own');
  for (const component of COMPONENTS)
    if (values.at(component).exists) importComponent(importing, values.at(component), component);
  values.at('tableManager').impossible(NO_TABLE_MANAGER);
  importChartParts(importing, values);
  loki.at('server').differs('ports are those of the Services here');
  loki
    .at('existingSecretForConfig')
    .decision('the configuration is in a Secret: import the rendered manifests, or the release');
  for (const key of [
    'podAnnotations',
    'annotations',
    'podLabels',
    'serviceAnnotations',
    'appProtocol',
    'containerSecurityContext',
  ]) {
    loki.at(key).differs('set here as the components need it');
  }
}

/** Values of the chart `loki` 2, which `loki-stack` has in it: one process. */
export function importLokiOfStack(importing: Importing, loki: Node): void {
  const { former } = importing;
  former.mode = 'monolithic';
  former.hasVolumes = loki.at('persistence', 'enabled').boolean === true;
  former.ingesters = loki.at('replicas').number ?? 1;
  importLokiConfig(importing, {
    config: [{ node: loki.at('config'), at: [] }],
    overrides: loki.at('runtimeConfig', 'overrides').exists ? loki.at('runtimeConfig', 'overrides') : undefined,
    hasTenantsByDefault: false,
  });
  importChartParts(importing, loki);
  importPlace(importing, loki, 'loki');
  importDoorOf(importing, loki.at('service', 'type'), 'Loki');
  importAlerts(importing, loki.at('alerting_groups'));
  loki.at('persistence').differs('volumes are made where lines or their index need them');
  for (const key of ['replicas', 'resources', 'updateStrategy', 'podManagementPolicy']) {
    loki.at(key).differs('microservices here, in the sizes that the volume asks for', 'volume');
  }
  for (const key of [
    'datasource',
    'isDefault',
    'url',
    'readinessProbe',
    'livenessProbe',
    'service',
    'securityContext',
    'containerSecurityContext',
    'image',
    'uid',
    'client',
    'terminationGracePeriodSeconds',
    'tracing',
    'extraPorts',
    'extraContainers',
    'extraVolumes',
    'extraVolumeMounts',
    'env',
    'initContainers',
    'headlessService',
    'useExistingAlertingGroup',
    'affinity',
    'enabled',
    'config',
  ]) {
    loki.at(key).differs('set here as the components need it');
  }
}

/** Handles rules in the values. */
function importAlerts(importing: Importing, groups: Node): void {
  if (groups.children.length === 0) {
    groups.same('none');
    return;
  }
  const text = 'write these rules into a file, and name it in loki.rules';
  importing.decide(['loki', 'rules'], text);
  groups.decision(text, 'loki.rules');
}
