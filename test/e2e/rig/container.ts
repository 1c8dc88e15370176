import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, fchmodSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Container, EnvVar } from './objects';
import { program, type ProgramName } from '../../helpers/programs';

/** File or folder of this machine, and its path in a container. */
export interface Mount {
  readonly source: string;
  readonly path: string;
  readonly readOnly?: boolean;
  readonly file?: boolean;
}

/** Properties of a container. */
export interface ContainerProps {
  readonly container: Container;

  /** Folder for its root and its log. */
  readonly folder: string;

  /** Network namespace of its pod. */
  readonly networkNamespace: string;

  readonly hostname: string;

  /** Values for `valueFrom`, by field path. */
  readonly fields: Readonly<Record<string, string>>;

  /** Value of a key of a Secret in the pod's namespace. */
  readonly secretValue: (name: string, key: string) => string | undefined;

  /** Variables added by EKS, and the one with the certificate of the rig's AWS. */
  readonly env: Readonly<Record<string, string>>;

  readonly mounts: readonly Mount[];

  readonly user: number;

  readonly group: number;

  /** Called when the container ends. @default - nothing happens */
  readonly onExit?: (code: number | null) => void;
}

/** Program that an image starts by default, by the end of the image's name. */
const IMAGES: Readonly<Record<string, ProgramName>> = {
  'grafana/loki-canary': 'loki-canary',
  'grafana/loki': 'loki',
  'grafana/alloy': 'alloy',
  'grafana/promtail': 'promtail',
  nginx: 'nginx',
  'nginx-unprivileged': 'nginx',
  memcached: 'memcached',
  'chrislusf/seaweedfs': 'weed',
};

/** Arguments that an image has of its own. */
const IMAGE_ARGS: Partial<Record<ProgramName, readonly string[]>> = {
  nginx: ['-e', 'stderr', '-c', '/etc/nginx/nginx.conf', '-g', 'daemon off;'],
};

/** BusyBox applets of the nginx image that the scripts of our containers use. */
const APPLETS = [
  'base64',
  'printf',
  'sh',
  'awk',
  'ln',
  'mkdir',
  'mkpasswd',
  'mv',
  'readlink',
  'sha256sum',
  'sleep',
  'test',
  'tr',
];

/** Program of a container's image; undefined if the rig has none (the memcached exporter). */
export function programOf(container: Container): ProgramName | undefined {
  const name = container.image.split('@')[0]?.replace(/:[^/]*$/, '') ?? '';
  return Object.entries(IMAGES).find(([image]) => name.endsWith(`/${image}`))?.[1];
}

/**
 * Starts a container with its own read-only root, mounts, host name, user and capabilities, in the network of its pod.
 * The process is the program itself.
 */
export function startContainer(props: ContainerProps): ChildProcess {
  const { container, folder } = props;
  mkdirSync(join(folder, 'root'), { recursive: true });
  const image = programOf(container);
  if (!image) throw new Error(`no program for ${container.image}`);
  const env = { ...props.env, ...environment(container.env ?? [], props) };
  const ofImage = container.command ? [] : (IMAGE_ARGS[image] ?? []);
  const command = [...(container.command ?? [image]), ...(container.args ?? ofImage)].map((word) =>
    word.replace(/\$\(([A-Z_]+)\)/g, (whole, name: string) => env[name] ?? whole),
  );
  // nginx opens /dev/stderr by name, so it must be a file that the container's user may write.
  const log = openSync(join(folder, 'log'), 'a');
  fchmodSync(log, 0o666);
  const child = spawn(
    program('ip'),
    ['netns', 'exec', props.networkNamespace, 'unshare', '--uts', '/bin/sh', '-euc', script(props, image), 'sh'].concat(
      [
        'env',
        '-i',
        'PATH=/image/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
        ...command,
      ],
    ),
    // Its own process group, so that all processes of the container can be killed at once.
    { stdio: ['ignore', log, log], detached: true },
  );
  closeSync(log);
  child.once('exit', (code) => props.onExit?.(code));
  return child;
}

function environment(
  variables: readonly EnvVar[],
  { fields, secretValue }: Pick<ContainerProps, 'fields' | 'secretValue'>,
): Record<string, string> {
  return Object.fromEntries(
    variables.map(({ name, value, valueFrom }) => {
      const { fieldRef, secretKeyRef } = valueFrom ?? {};
      const referred = secretKeyRef
        ? secretValue(secretKeyRef.name, secretKeyRef.key)
        : fields[fieldRef?.fieldPath ?? ''];
      const found = valueFrom ? referred : value;
      if (found === undefined) throw new Error(`env ${name}: ${JSON.stringify(valueFrom)} is not supported by the rig`);
      return [name, found];
    }),
  );
}

/** True if a command succeeds inside a running container. */
export function execIn(child: ChildProcess, command: readonly string[]): boolean {
  const run = spawnSync('nsenter', [`--target=${child.pid}`, '--mount', '--root', ...command], { stdio: 'ignore' });
  return run.status === 0;
}

/** Script that builds the root and executes the program. Its mounts end with the process. */
function script(props: ContainerProps, image: ProgramName): string {
  const root = quoted(join(props.folder, 'root'));
  const capabilities = (props.container.securityContext?.capabilities?.add ?? []).map(
    (name) => `,+${name.toLowerCase()}`,
  );
  const lines = [
    `hostname ${props.hostname}`,
    `mount -t tmpfs -o mode=755 root ${root}`,
    `cd ${root}`,
    'mkdir -p usr dev proc etc/ssl tmp run var image/bin',
    'for folder in bin sbin lib lib32 lib64; do [ ! -e /$folder ] || ln -s usr/$folder $folder; done',
    'mount --rbind -o ro /usr usr',
    'mount --rbind /dev dev',
    'mount -t proc proc proc',
    'cp /etc/passwd /etc/group etc/',
    `touch image/bin/program && mount --bind ${quoted(program(image))} image/bin/program`,
    `ln -s program image/bin/${image}`,
    ...(image === 'nginx' ? APPLETS.map((applet) => `ln -s ${quoted(program('busybox'))} image/bin/${applet}`) : []),
    ...props.mounts.flatMap(mountLines),
    ...(props.container.securityContext?.readOnlyRootFilesystem ? ['mount -o remount,ro,bind .'] : []),
    'exec chroot . setpriv ' +
      `--reuid=${props.user} --regid=${props.group} --clear-groups --no-new-privs ` +
      `--inh-caps=-all --bounding-set=-all${capabilities.join('')} "$@"`,
  ];
  return lines.join('\n');
}

function mountLines({ source, path, readOnly, file }: Mount): string[] {
  const place = quoted(`.${path}`);
  return [
    file ? `mkdir -p "$(dirname ${place})"; touch ${place}` : `mkdir -p ${place}`,
    `mount --bind ${quoted(source)} ${place}`,
    ...(readOnly ? [`mount -o remount,ro,bind ${place}`] : []),
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
