import { filesOf } from '../../manifests/files';
import type { Manifests } from '../../manifests/manifests';
import { mountOf } from '../../manifests/mounts';
import type { Container } from '../../manifests/pods';
import { record, records } from '../../manifests/shape';
import { containerPath, containersOf, type Workload } from '../../manifests/workloads';
import { title } from '../../manifests/manifest';

/** Origin of a setting of Grafana. */
interface Setting {
  /** Path of it. */
  readonly path: string;

  /** True if it is in a file, false if it is a variable. */
  readonly isInFile: boolean;

  /** Its value. @default - it is read from a Secret or a file */
  readonly value?: string;
}

/** One container of Grafana, with its settings. */
export interface GrafanaServer {
  /** Path of the container. */
  readonly path: string;

  /** Workload that creates its pods. */
  readonly workload: Workload;

  /** A setting by section and key, as grafana.ini has them; undefined if it is the default. */
  readonly setting: (section: string, key: string) => Setting | undefined;

  /** True if all of its settings are known. */
  readonly isKnown: boolean;
}

/** Images of Grafana's server, with any registry before them. */
const IMAGE = /(^|\/)grafana\/grafana(-oss|-enterprise)?([:@]|$)/;

/** Place of the configuration in the image. */
const DEFAULT_CONFIG = '/etc/grafana/grafana.ini';

/** Containers of Grafana's server. */
export function grafanaServers(manifests: Manifests): readonly GrafanaServer[] {
  return manifests.read(readServers);
}

function readServers(manifests: Manifests): GrafanaServer[] {
  return manifests.workloads.flatMap((workload) =>
    containersOf(workload)
      .filter(({ image }) => IMAGE.test(String(image)))
      .map((container) => server(manifests, workload, container)),
  );
}

function server(manifests: Manifests, workload: Workload, container: Container): GrafanaServer {
  const path = containerPath(workload, container);
  const variables = records(container.env);
  const variable = (name: string) => variables.find((one) => one.name === name);
  const file = variable('GF_PATHS_CONFIG')?.value ?? DEFAULT_CONFIG;
  const config = configOf(manifests, workload, container, file);
  return {
    path,
    workload,
    isKnown: config !== undefined && records(container.envFrom).length === 0,
    setting: (section, key) => {
      // https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/#override-configuration-with-environment-variables
      const name = `GF_${section.replaceAll(/[.-]/g, '_')}_${key}`.toUpperCase();
      const own = variable(name);
      if (own)
        return { path: `${path}.env[${name}]`, isInFile: false, ...(own.valueFrom ? {} : { value: own.value ?? '' }) };
      if (variable(`${name}__FILE`)) return { path: `${path}.env[${name}__FILE]`, isInFile: false };
      const value = config?.values.get(`${section} ${key}`);
      if (value === undefined) return undefined;
      return {
        path: `${config?.path} [${section}] ${key}`,
        isInFile: true,
        ...(value.includes('$__') ? {} : { value }),
      };
    },
  };
}

/** A configuration file. */
interface Config {
  readonly path: string;

  /** Values by section and key. */
  readonly values: ReadonlyMap<string, string>;
}

/** The configuration in a file; without values if it is that of the image, undefined if it is unknown. */
function configOf(manifests: Manifests, workload: Workload, container: Container, file: string): Config | undefined {
  const mount = mountOf(file, container);
  if (!mount) return { path: file, values: new Map() };
  const volume = workload.pod.volumes?.find(({ name }) => name === mount.name);
  const { name, items } = record(volume?.configMap);
  const object = manifests
    .ofKind('ConfigMap')
    .find(({ metadata }) => metadata.name === name && metadata.namespace === workload.namespace);
  if (!object) return undefined;
  const inVolume = mount.subPath ?? file.slice(mount.mountPath.length + 1);
  const key = records(items).find((item) => item.path === inVolume)?.key ?? inVolume;
  const text = filesOf(object)[String(key)];
  if (text === undefined) return undefined;
  return { path: `${title(object)} ${String(key)}`, values: iniValues(text) };
}

/** Values of an ini file by section and key. */
function iniValues(text: string): Map<string, string> {
  const values = new Map<string, string>();
  let section = '';
  for (const line of text.split('\n')) {
    const [, name] = /^\s*\[([^\]]+)\]/.exec(line) ?? [];
    if (name !== undefined) section = name.trim();
    const [, key, value = ''] = /^\s*([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined) values.set(`${section} ${key}`, value.replace(/^(["'`]+)(.*)\1$/, '$2'));
  }
  return values;
}
