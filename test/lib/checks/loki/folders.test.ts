import { FOLDER_RULES } from '../../../../lib/checks/loki/folders';
import { describeRules, type Loose, Parts } from '../harness';
import { config } from './edits';

const CONFIG = 'ConfigMap loki/loki config.yaml';
const COMPACTOR = 'StatefulSet loki/loki-compactor';

/** Without the volume of temporary files. */
const withoutTmp = (parts: Parts): void => {
  const [container] = parts.pod('StatefulSet', 'loki-compactor')['containers'];
  container.volumeMounts = container.volumeMounts.filter(({ mountPath }: Loose) => mountPath !== '/tmp');
};

const BELOW: Readonly<Record<string, string>> = {
  compactor: 'compactor',
  ingester: 'tsdb-shipper-active',
  ruler: 'rules-temp',
  'index-gateway': 'tsdb-shipper-cache',
};

/** Moves the folders of Loki, and the volumes of all components with it, but for one. */
const withoutPrefix = (target: string) => (parts: Parts) => {
  config(/ +rule_path: .*\n/, '')(parts);
  config(/ +working_directory: .*\n/, '')(parts);
  config('/var/loki/ruler-wal', 'ruler-wal')(parts);
  config(/\/var\/loki/g, '/data')(parts);
  for (const { kind, spec } of parts.objects) {
    if (kind !== 'Deployment' && kind !== 'StatefulSet') continue;
    const [container] = spec.template.spec.containers;
    if (container.args?.includes(`-target=${target}`)) continue;
    for (const mount of container.volumeMounts ?? []) mount.mountPath = mount.mountPath.replace('/var/loki', '/data');
  }
};

describeRules(FOLDER_RULES, [
  {
    rule: 'LOKI-FOLDER-1',
    breaks: config('rule_path: /var/loki/rules', 'rule_path: /rules-temp'),
    finds: [
      `${CONFIG} ruler.rule_path: /rules-temp is on no volume of StatefulSet loki/loki-ruler, whose root file system is ` +
        'read-only; use a folder on a volume, or mount one there',
    ],
  },
  {
    rule: 'LOKI-FOLDER-1',
    breaks: config('tsdb_shipper:', 'tsdb_shipper:\n    active_index_directory: /loki/index'),
    finds: [
      `${CONFIG} storage_config.tsdb_shipper.active_index_directory: /loki/index is on no volume of ` +
        'StatefulSet loki/loki-ingester, whose root file system is read-only; use a folder on a volume, or mount one there',
    ],
  },
  ...['compactor', 'ingester', 'ruler', 'index-gateway'].map((target) => ({
    rule: 'LOKI-FOLDER-1',
    breaks: withoutPrefix(target),
    finds: [
      `${CONFIG} common.path_prefix: /data/${BELOW[target]} is on no volume of StatefulSet loki/loki-${target}, whose root ` +
        'file system is read-only; use a folder on a volume, or mount one there',
    ],
    also: ['LOKI-COMPACTOR-2', 'LOKI-WAL-1'],
  })),
  {
    rule: 'LOKI-FOLDER-1',
    breaks: withoutTmp,
    finds: [
      `${COMPACTOR} spec.template.spec.containers[compactor].volumeMounts: /tmp is on no volume of ${COMPACTOR}, whose ` +
        'root file system is read-only; mount an emptyDir there',
    ],
    also: ['K8S-MOUNT-2'],
  },
  {
    rule: 'LOKI-FOLDER-2',
    breaks: (parts) => {
      const [container] = parts.pod('StatefulSet', 'loki-compactor')['containers'];
      container.args[0] = '-config.file=/etc/loki/config.yaml';
    },
    finds: [
      `${COMPACTOR} spec.template.spec.containers[compactor].args[-config.file]: /etc/loki/config.yaml is on no volume of ` +
        `${COMPACTOR}; mount the ConfigMap with it, or name the file where it is mounted`,
    ],
  },
  {
    rule: 'LOKI-FOLDER-2',
    breaks: config('runtime-config/runtime-config.yaml', 'runtime-config/overrides.yaml'),
    finds: [
      `${CONFIG} runtime_config.file: ConfigMap loki/loki-runtime at /etc/loki/runtime-config has no overrides.yaml; ` +
        'use /etc/loki/runtime-config/runtime-config.yaml',
    ],
  },
]);

describe('folders that are right', () => {
  const found = (edit: (parts: Parts) => void): string[] => {
    const parts = new Parts('prod');
    edit(parts);
    return FOLDER_RULES.flatMap((rule) => rule.check(parts.subject).map(({ path }) => path));
  };

  test('a root file system that can be written', () => {
    const writable = (parts: Parts): void => {
      const [container] = parts.pod('StatefulSet', 'loki-ruler')['containers'];
      container.securityContext.readOnlyRootFilesystem = false;
      config('rule_path: /var/loki/rules', 'rule_path: /rules-temp')(parts);
    };
    expect(found(writable)).toEqual([]);
  });

  test('a folder of a flag', () => {
    const flagged = (parts: Parts): void => {
      withoutPrefix('compactor')(parts);
      parts
        .pod('StatefulSet', 'loki-compactor')
        ['containers'][0].args.push('-compactor.working-directory=/var/loki/own');
    };
    expect(found(flagged)).toEqual([]);
  });

  test('a querier that asks index gateways, and reads no index itself', () => {
    const cached = (parts: Parts): void => {
      config('tsdb_shipper:', 'tsdb_shipper:\n    cache_location: /cache')(parts);
      for (const name of ['loki-ingester', 'loki-index-gateway']) {
        parts.pod('StatefulSet', name)['containers'][0].volumeMounts.push({ name: 'data', mountPath: '/cache' });
      }
    };
    const alone = (parts: Parts): void => {
      cached(parts);
      config(/ +server_address: .*\n/, '    mode: simple\n')(parts);
    };
    expect(found(cached)).toEqual([]);
    expect(found(alone)).toEqual([`${CONFIG} storage_config.tsdb_shipper.cache_location`]);
  });

  test('a configuration at a path with a slash at its end', () => {
    const slash = (parts: Parts): void => {
      for (const mount of parts.pod('StatefulSet', 'loki-ruler')['containers'][0].volumeMounts) mount.mountPath += '/';
    };
    expect(found(slash)).toEqual([]);
  });

  test('temporary files elsewhere', () => {
    expect(
      found((parts) => {
        withoutTmp(parts);
        parts.pod('StatefulSet', 'loki-compactor')['containers'][0].env = [{ name: 'TMPDIR', value: '/var/loki' }];
      }),
    ).toEqual([]);
  });

  test('files of objects that are not in the manifests', () => {
    const removed = (parts: Parts): void => {
      parts.objects.splice(parts.objects.indexOf(parts.object('ConfigMap', 'loki-runtime')), 1);
    };
    expect(found(removed)).toEqual([]);
  });
});
