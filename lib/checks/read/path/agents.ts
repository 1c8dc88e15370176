import { workloadsWith } from '../../../manifests/files';
import { flag } from '../../../manifests/flags';
import type { Manifests } from '../../../manifests/manifests';
import { isText, record, records } from '../../../manifests/shape';
import { containerPath, containersOf, type Workload } from '../../../manifests/workloads';
import { promtailFiles } from '../promtail/files';
import { type Configured, isPlaceholder, UNKNOWN } from '../configured';
import { type Client, type Login, TENANT_HEADER } from './client';

/** An agent other than Alloy, as a client of Loki. */
export interface Agent extends Client {
  /** Its pods. */
  readonly workloads: readonly Workload[];
}

/** The clients of every Promtail. */
export function promtails(manifests: Manifests): readonly Agent[] {
  return manifests.read(readPromtails);
}

/** Every canary of Loki. It pushes to the address that it queries. */
export function canaries(manifests: Manifests): readonly Agent[] {
  return manifests.read(readCanaries);
}

function readPromtails(manifests: Manifests): Agent[] {
  return promtailFiles(manifests).flatMap(({ path, object, text, value: { clients, client } }) => {
    const workloads = workloadsWith(manifests, object);
    const all = [
      ...records([client]).map((one) => ({ one, at: 'client' })),
      ...records(clients).map((one, index) => ({ one, at: `clients[${index}]` })),
    ];
    // A stage may give each line a tenant of its own.
    const isStaged = /^\s*-?\s*tenant:\s*$/m.test(text);
    return all.map(({ one, at }) => promtail(`${path} ${at}`, one, workloads, isStaged));
  });
}

function promtail(
  path: string,
  fields: Readonly<Record<string, unknown>>,
  workloads: readonly Workload[],
  isStaged: boolean,
): Agent {
  const basicAuth = record(fields['basic_auth']);
  const headers = Object.entries(record(fields['headers'])).map(([name, value]) => ({
    name: name.toLowerCase(),
    value,
  }));
  const header = headers.find(({ name }) => name === TENANT_HEADER)?.value;
  const tenant = configured(fields['tenant_id'] ?? header);
  return {
    kind: 'writer',
    namespace: workloads[0]?.namespace,
    workloads,
    url: { path: `${path}.url`, value: configured(fields['url']) },
    login: loginOf(fields),
    user: { path: `${path}.basic_auth.username`, value: configured(basicAuth['username']) },
    tenant: { path: `${path}.tenant_id`, value: tenant === undefined && isStaged ? UNKNOWN : tenant },
  };
}

function loginOf(fields: Readonly<Record<string, unknown>>): Login {
  if (fields['basic_auth'] !== undefined) return 'password';
  const keys = ['bearer_token', 'bearer_token_file', 'authorization', 'oauth2'];
  const headers = Object.keys(record(fields['headers']));
  const isOther = keys.some((key) => fields[key] !== undefined) || headers.some((one) => /^authorization$/i.test(one));
  return isOther || /\/\/[^/@]*@|\$/.test(String(fields['url'])) ? 'other' : 'none';
}

function readCanaries(manifests: Manifests): Agent[] {
  return manifests.workloads.flatMap((workload) =>
    containersOf(workload).flatMap((container): Agent[] => {
      const address = flag(container, 'addr');
      if (!/(^|\/)loki-canary(:|@|$)/.test(String(container.image)) || address === undefined) return [];
      const path = `${containerPath(workload, container)}.args`;
      const scheme = flag(container, 'tls') === 'true' ? 'https' : 'http';
      const hasUser = flag(container, 'user') !== undefined;
      return [
        {
          kind: 'reader',
          namespace: workload.namespace,
          workloads: [workload],
          url: { path: `${path}[-addr]`, value: configured(`${scheme}://${address}`) },
          login: hasUser ? 'password' : flag(container, 'cert-file') === undefined ? 'none' : 'other',
          user: { path: `${path}[-user]`, value: configured(flag(container, 'user')) },
          tenant: { path: `${path}[-tenant-id]`, value: configured(flag(container, 'tenant-id')) },
          fixes: {
            tenant: 'add -tenant-id with the name of a tenant',
            login: 'add -user and -pass, from variables of a Secret',
          },
        },
      ];
    }),
  );
}

/** Configured value; unknown if Kubernetes or the program itself fills in a variable. */
function configured(value: unknown): Configured<string> {
  if (value === undefined || value === null) return undefined;
  return isText(value) && !isPlaceholder(value) && !/\$[({]/.test(value) ? value : UNKNOWN;
}
