import { nearest } from '../../../charts/input/nearest';
import type { Manifests } from '../../manifests/manifests';
import { isSecretHeader } from '../../../charts/input/show';
import type { AlloyBlock, AlloyExpression } from '../../../charts/alloy/language/tree';
import { type AlloyComponent, alloyReadings, fieldsOf, textOf } from '../read/alloy/config';
import { PASSWORD_FILES } from '../read/alloy/files';
import { datasources } from '../read/datasources';
import { mountOf } from '../../manifests/mounts';
import { isPlaceholder } from '../read/configured';
import { secretMount, secretProviderClass } from '../../manifests/secret-mounts';
import { records } from '../../manifests/shape';
import { distinctBy, type Finding, type ManifestsRule, Severity } from '../rule';
import { blocksWithin, knownBlocks } from '../read/alloy/blocks';
import type { SchemaField } from '../read/alloy/schema';
import { writers } from '../read/path/writers';
import { containersOf, type Workload } from '../../manifests/workloads';
import { title } from '../../manifests/manifest';
import type { Volume } from '../../manifests/pods';

/** A file with a password that Alloy reads, in a volume of its pods. */
interface PasswordMount {
  /** Path of the volume. */
  readonly path: string;

  /** The volume. */
  readonly volume: Volume;

  /** The file, from the volume's root. */
  readonly file: string;

  /** Namespace of the pods. @default - that of kubectl apply */
  readonly namespace: string | undefined;
}

const passwordFile: ManifestsRule = {
  id: 'PATH-PASSWORD-1',
  severity: Severity.ERROR,
  title: 'Alloy mounts the folder of every password file its configuration names',
  why: 'Alloy starts and is ready without it, but cannot send a single line',
  evidence: 'https://kubernetes.io/docs/concepts/configuration/secret/',
  check: ({ manifests }) =>
    passwordFiles(manifests).flatMap(({ path, file, workloads }) => {
      const without = workloads.find((workload) => !passwordMount(workload, file));
      if (!without) return [];
      const folder = file.slice(0, file.lastIndexOf('/')) || '/';
      return [
        { path, found: `${file} is in no volume that ${without.title} mounts`, fix: `mount a Secret at ${folder}` },
      ];
    }),
};

const passwordKey: ManifestsRule = {
  id: 'PATH-PASSWORD-2',
  severity: Severity.ERROR,
  title: 'the volume of a password file contains the file',
  why: 'Alloy starts and is ready without it, but cannot send a single line',
  evidence: 'https://kubernetes.io/docs/concepts/configuration/secret/',
  check: ({ manifests }) =>
    passwordMounts(manifests).flatMap(({ path, volume, file, namespace }) => {
      const name = secretProviderClass(volume);
      if (name !== undefined) {
        const made = secretMount(manifests, namespace, name);
        if (!made?.files || made.files.includes(file)) return [];
        const found = `provides ${made.files.join(', ') || 'no file'}, but Alloy reads ${file}`;
        const fix =
          meantFile(file, made.files) ?? `add an object, or one of its jmesPath entries, with objectAlias: ${file}`;
        return [{ path: `${title(made.manifest)} spec.parameters.objects`, found, fix }];
      }
      const items = volume.secret?.items;
      if (!Array.isArray(items)) return [];
      const files = records(items).map((item) => item.path ?? item.key);
      if (files.includes(file)) return [];
      const found = `provides ${files.join(', ') || 'no file'}, but Alloy reads ${file}`;
      return [
        { path: `${path}.secret.items`, found, fix: meantFile(file, files) ?? `add an item with key and path ${file}` },
      ];
    }),
};

/** Advice to read the file that was meant, if one has a similar name. */
function meantFile(file: string, files: readonly string[]): string | undefined {
  const best = nearest(file, files.map(String));
  return best && `read ${best}, or name the file ${file}`;
}

const clearPassword: ManifestsRule = {
  id: 'PATH-PASSWORD-3',
  severity: Severity.ERROR,
  title: 'no configuration of Alloy and no datasource contains a password',
  why: 'everyone who may read the ConfigMap or its repository can read it',
  evidence: 'https://github.com/grafana/loki/issues/3433',
  check: ({ manifests }) => [...clearInAlloy(manifests), ...clearInDatasources(manifests)],
};

const optionalPassword: ManifestsRule = {
  id: 'PATH-PASSWORD-4',
  severity: Severity.WARNING,
  title: 'the Secret of a password file is not optional',
  why: 'without the Secret Alloy starts and fails to send, instead of waiting for it with a clear event',
  evidence: 'https://kubernetes.io/docs/concepts/configuration/secret/',
  check: ({ manifests }) =>
    passwordMounts(manifests)
      .filter(({ volume }) => volume.secret?.optional === true)
      .map(({ path }) => ({
        path: `${path}.secret.optional`,
        found: 'true lets Alloy start without its password',
        fix: 'leave it out',
      })),
};

const SECRET_ATTRIBUTES = ['password', 'bearer_token', 'credentials', 'client_secret', 'secret_key'];

/** Files that Kubernetes or EKS mounts itself. */
const SERVICE_ACCOUNT = /^\/(var\/)?run\/secrets\//;

/** Every password file of every `loki.write`, with the pods that read it. */
function passwordFiles(manifests: Manifests): { path: string; file: string; workloads: readonly Workload[] }[] {
  return writers(manifests).flatMap(({ block, path, workloads }) =>
    [{ block, path }, ...blocksWithin({ block, path }, '.')].flatMap((within) =>
      within.block.attributes.flatMap(({ name, value }) => {
        const file = textOf(value);
        if (!PASSWORD_FILES.includes(name) || !file?.startsWith('/') || SERVICE_ACCOUNT.test(file)) return [];
        return [{ path: `${within.path}.${name}`, file, workloads }];
      }),
    ),
  );
}

/** The volumes with a password file in them, each file once. */
function passwordMounts(manifests: Manifests): PasswordMount[] {
  const mounts = passwordFiles(manifests).flatMap(({ file, workloads }) =>
    workloads.flatMap((workload) => passwordMount(workload, file) ?? []),
  );
  return distinctBy(mounts, ({ path, file }) => `${path} ${file}`);
}

/** Volume that holds a file of a workload's pods; undefined if none does. */
function passwordMount(workload: Workload, file: string): PasswordMount | undefined {
  const mount = mountOf(file, ...containersOf(workload));
  if (!mount) return undefined;
  const path = `${workload.title} ${workload.podPath}.volumes[${mount.name}]`;
  const volume = workload.pod.volumes?.find(({ name }) => name === mount.name) ?? { name: mount.name };
  const parts = [mount.subPath, file.slice(mount.mountPath.length + 1)];
  return { path, volume, file: parts.filter((part) => part).join('/'), namespace: workload.namespace };
}

function isClear(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !isPlaceholder(value);
}

/** Advice for a password in an attribute of Alloy that has no attribute with a file in its place. */
const INSTEAD: Record<string, string> = {
  secret_key: 'leave it out: the role of the pod signs, or read a variable from a Secret with sys.env',
  url: 'move them into basic_auth with a username and a password_file, and mount the file from a Secret',
  headers:
    'use basic_auth with a password_file or bearer_token_file, or http_headers with the content of a local.file, and mount the file from a Secret',
  http_headers: 'use the content of a local.file, and mount the file from a Secret',
};

/** Advice for a password: the attribute that takes a file, if Alloy has one. */
function instead(name: string, fields: readonly SchemaField[] | undefined): string {
  const file = `${name}_file`;
  const takesFile = fields ? fields.some((field) => field.name === file) : PASSWORD_FILES.includes(file);
  if (takesFile) return `use ${file}, and mount the file from a Secret`;
  return INSTEAD[name] ?? 'read a variable from a Secret with sys.env';
}

/** A block with attributes; its fields, if Alloy knows it. */
interface Attributes {
  readonly block: AlloyBlock;

  /** Beginning of the paths of its attributes. */
  readonly path: string;

  /** @default - unknown */
  readonly fields?: readonly SchemaField[];
}

/** A component and the blocks within it. */
function attributesWithin(component: AlloyComponent): Attributes[] {
  const fields = new Map(knownBlocks(component).map((known) => [known.block, known.fields]));
  const all = [
    { block: component.block, path: `${component.path} ` },
    ...blocksWithin(component).map(({ block, path }) => ({ block, path: `${path}.` })),
  ];
  return all.map(({ block, path }) => ({ block, path, fields: fields.get(block) }));
}

function clearInAlloy(manifests: Manifests): Finding[] {
  const found = 'contains a password in plain text';
  return alloyReadings(manifests).flatMap(({ components }) =>
    components.flatMap((component) =>
      attributesWithin(component).flatMap(({ block, path, fields }) =>
        block.attributes.flatMap(({ name, value }) => {
          const own = textOf(value);
          const isSecret = SECRET_ATTRIBUTES.includes(name) && isClear(own);
          const isUrl = name === 'url' && own !== undefined && hasPassword(own);
          const isHeader =
            HEADERS.includes(name) &&
            fieldsOf(value).some((field) => valuesOf(field.value).some((one) => isLogin(field.name, one)));
          return isSecret || isUrl || isHeader ? [{ path: `${path}${name}`, found, fix: instead(name, fields) }] : [];
        }),
      ),
    ),
  );
}

/** Attributes with headers of requests. */
const HEADERS = ['headers', 'http_headers'];

/** Texts of a header, which may be one of several in a list. */
const valuesOf = (value: AlloyExpression): (string | undefined)[] =>
  value.kind === 'array' ? value.parts.map(textOf) : [textOf(value)];

function clearInDatasources(manifests: Manifests): Finding[] {
  const open = datasources(manifests).filter(({ isSecret }) => !isSecret);
  return open.flatMap(({ path, url, passwords, headers, isResource }) => {
    const fix = isResource
      ? 'write ${KEY}, and name the KEY of a Secret in spec.valuesFrom with valueFrom.secretKeyRef'
      : 'use $__file{…} with a file from a Secret, or $NAME with a variable from one';
    return [
      ...(typeof url === 'string' && hasPassword(url)
        ? [{ path: `${path}.url`, found: 'contains a password in plain text', fix }]
        : []),
      ...[
        ...passwords.filter(({ value }) => isClear(value)),
        ...headers.filter(({ name, value }) => isLogin(name, value.value)).map(({ value }) => value),
      ].map((field) => ({ path: field.path, found: 'is a password in plain text', fix })),
    ];
  });
}

function hasPassword(url: string): boolean {
  return isClear(/^[a-z]+:\/\/[^/@:]*:([^/@]+)@/i.exec(url)?.[1]);
}

function isLogin(header: string, value: unknown): boolean {
  return isSecretHeader(header, value) && isClear(value);
}

/** Rules about passwords of clients. */
export const PASSWORD_RULES: readonly ManifestsRule[] = [passwordFile, passwordKey, clearPassword, optionalPassword];
