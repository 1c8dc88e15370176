import { filesOf, volumesWith } from '../../manifests/files';
import { addTo } from '../../manifests/groups';
import type { Manifests } from '../../manifests/manifests';
import { mountsOf } from '../../manifests/mounts';
import type { Container } from '../../manifests/pods';
import { sameNamespace } from '../../manifests/selectors';
import { isText, record, records } from '../../manifests/shape';
import { containersOf, type Workload } from '../../manifests/workloads';
import { yamlValue } from '../../manifests/yaml/parse';
import { type Manifest, title } from '../../manifests/manifest';
import { grafanaServers } from './grafana';

/** A datasource of any kind in a file. */
export interface ProvisionedDatasource {
  /** Path: `ConfigMap grafana/datasources loki.yaml datasources[0]`. */
  readonly path: string;

  /** Its fields. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A file of Grafana's provisioning of datasources. */
export interface ProvisioningFile {
  /** Path of the file: `ConfigMap grafana/datasources loki.yaml`. */
  readonly path: string;

  /** ConfigMap or Secret it is in. */
  readonly owner: Manifest;

  /** Its key there. */
  readonly key: string;

  /** Version of its form. */
  readonly apiVersion: unknown;

  /** The datasources in it. */
  readonly datasources: readonly ProvisionedDatasource[];
}

/** A sidecar that gives Grafana the files of ConfigMaps and Secrets with a label. */
export interface Sidecar {
  /** Pods it is in. */
  readonly workload: Workload;

  /** The label it looks for. */
  readonly label: string;

  /** Value of the label. @default - any */
  readonly value?: string;

  /** Namespaces it looks in. @default - all */
  readonly namespaces?: readonly (string | undefined)[];

  /** Kinds of objects it looks for. */
  readonly kinds: readonly string[];
}

/** Every file of Grafana's provisioning of datasources. */
export function provisioningFiles(manifests: Manifests): readonly ProvisioningFile[] {
  return manifests.read(readFiles);
}

/** Files that one Grafana reads together, then every other file alone. */
export function filesTogether(manifests: Manifests): readonly (readonly ProvisioningFile[])[] {
  return manifests.read(readTogether);
}

/** The sidecars of Grafana that look for datasources. */
export function datasourceSidecars(manifests: Manifests): readonly Sidecar[] {
  return manifests.read(readSidecars);
}

/** True if a sidecar gives Grafana a file. */
export function takes(sidecar: Sidecar, { owner }: ProvisioningFile): boolean {
  const { namespace } = owner.metadata;
  return (
    sidecar.kinds.includes(owner.kind) &&
    hasLabel(sidecar, owner) &&
    (sidecar.namespaces === undefined || sidecar.namespaces.some((one) => sameNamespace(one, namespace)))
  );
}

/** Value of the label that a sidecar looks for. */
export function labelOf({ label }: Pick<Sidecar, 'label'>, { metadata }: Manifest): unknown {
  return record(record(metadata as unknown)['labels'])[label];
}

/** True if an object has the label that a sidecar looks for. */
export function hasLabel({ label, value }: Pick<Sidecar, 'label' | 'value'>, object: Manifest): boolean {
  const own = labelOf({ label }, object);
  return own !== undefined && (value === undefined || String(own) === value);
}

const readFiles = (manifests: Manifests): ProvisioningFile[] =>
  manifests.ofKind('ConfigMap', 'Secret').flatMap(provisioningFilesIn);

/** The files of Grafana's provisioning of datasources in a ConfigMap or Secret. */
export function provisioningFilesIn(owner: Manifest): ProvisioningFile[] {
  return Object.entries(filesOf(owner)).flatMap(([key, text]) => {
    if (!/\bdatasources["']?\s*:/.test(text)) return [];
    const content = record(yamlValue(text));
    const path = `${title(owner)} ${key}`;
    // Other programs have lists of this name, too: those of Grafana have the id of a plugin and a name.
    const datasources = records(content['datasources'])
      .map((fields, index) => ({ path: `${path} datasources[${index}]`, fields }))
      .filter(({ fields: { type, name } }) => type === 'loki' || (isText(type) && isText(name)));
    return datasources.length > 0 ? [{ path, owner, key, apiVersion: content['apiVersion'], datasources }] : [];
  });
}

/** Pods of the Grafanas that have each datasource, by its path. */
export function grafanasByDatasource(manifests: Manifests): ReadonlyMap<string, readonly Workload[]> {
  const pods = new Map<string, Workload[]>();
  const files = provisioningFiles(manifests);
  for (const { workload } of grafanaServers(manifests)) {
    for (const { path } of files.filter((file) => has(manifests, workload, file)).flatMap((file) => file.datasources)) {
      addTo<string, Workload>(pods, path, workload);
    }
  }
  return pods;
}

/** True if a Grafana mounts a file, or gets it from its sidecar. */
function has(manifests: Manifests, workload: Workload, file: ProvisioningFile): boolean {
  const sidecars = datasourceSidecars(manifests).filter((one) => one.workload === workload);
  return isMounted(workload, file) || sidecars.some((sidecar) => takes(sidecar, file));
}

function readTogether(manifests: Manifests): (readonly ProvisioningFile[])[] {
  const files = provisioningFiles(manifests);
  const groups = grafanaServers(manifests).map(({ workload }) =>
    files.filter((file) => has(manifests, workload, file)),
  );
  const rest = files.filter((file) => !groups.some((group) => group.includes(file)));
  return [...groups, ...rest.map((file) => [file])];
}

/** Folder of datasources in the provisioning of Grafana, wherever that is. */
const FOLDER = /(^|\/)provisioning\/datasources(\/|$)/;

/** True if pods mount a file where Grafana looks for datasources. */
function isMounted(workload: Workload, { owner, key }: ProvisioningFile): boolean {
  const volumes = volumesWith(workload, owner);
  return mountsOf(...containersOf(workload)).some(
    ({ name, mountPath, subPath }) => volumes.includes(name) && FOLDER.test(mountPath) && (!subPath || subPath === key),
  );
}

function readSidecars(manifests: Manifests): Sidecar[] {
  return grafanaServers(manifests).flatMap(({ workload }) =>
    containersOf(workload).flatMap((container) => {
      const sidecar = sidecarOf(workload, container);
      return sidecar ? [sidecar] : [];
    }),
  );
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  configmap: ['ConfigMap'],
  secret: ['Secret'],
  both: ['ConfigMap', 'Secret'],
};

/** https://github.com/kiwigrid/k8s-sidecar#configuration-environment-variables */
function sidecarOf(workload: Workload, container: Container): Sidecar | undefined {
  const variables = records(container.env);
  const variable = (name: string): string | undefined => {
    const value: unknown = variables.find((one) => one.name === name)?.value;
    return value === undefined || value === null ? undefined : String(value);
  };
  const label = variable('LABEL');
  const isSidecar = /k8s-sidecar/.test(String(container.image)) && FOLDER.test(variable('FOLDER') ?? '');
  if (!isSidecar || !label || records(container.envFrom).length > 0) return undefined;
  const namespaces = variable('NAMESPACE');
  const isUnknown = variables.some(({ name, valueFrom }) => name === 'NAMESPACE' && valueFrom !== undefined);
  const value = variable('LABEL_VALUE');
  return {
    workload,
    label,
    ...(value ? { value } : {}),
    ...(namespaces === 'ALL' || isUnknown
      ? {}
      : { namespaces: namespaces ? namespaces.split(',').map((one) => one.trim()) : [workload.namespace] }),
    kinds: KINDS[(variable('RESOURCE') ?? 'configmap').toLowerCase()] ?? [],
  };
}
