import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, fchmodSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Container, EnvVar } from './objects';
import { program, type ProgramName } from '../../helpers/programs';

/** A file or folder of this machine, and where a container sees it. */
export interface Mount {
  readonly source: string;
  readonly path: string;
  readonly readOnly?: boolean;
  readonly file?: boolean;
}

/** What a container is started with. */
export interface ContainerProps {
  readonly container: Container;

  /** Folder for its root and its log. */
  readonly folder: string;

  /** Network namespace of its pod. */
  readonly networkNamespace: string;

  readonly hostname: string;

  /** Values of `valueFrom`, by field path. */
  readonly fields: Readonly<Record<string, string>>;

  /** Variables that are put in on the way: by EKS, and the certificate of the rig's AWS. */
  readonly env: Readonly<Record<string, string>>;

  readonly mounts: readonly Mount[];

  readonly user: number;

  readonly group: number;

  /** What runs when its container ends. @default nothing */
  readonly onExit?: (code: number | null) => void;
}

/** Programs of the images, by the end of the image's name. A container without a `command` starts just that. */
const IMAGES: Readonly<Record<string, ProgramName>> = {
  'grafana/loki': 'loki',
  'grafana/alloy': 'alloy',
  nginx: 'nginx',
  'nginx-unprivileged': 'nginx',
  memcached: 'memcached',
};

/** Applets that the scripts of our containers use, of the BusyBox the image of nginx has. */
const APPLETS = ['sh', 'awk', 'ln', 'mkdir', 'mkpasswd', 'mv', 'readlink', 'sha256sum', 'sleep', 'test', 'tr'];

/** What runs the image of a container; nothing where the rig has no such program (the exporter of memcached). */
export function programOf(container: Container): ProgramName | undefined {
  const name = container.image.split('@')[0]?.replace(/:[^/]*$/, '') ?? '';
  return Object.entries(IMAGES).find(([image]) => name.endsWith(`/${image}`))?.[1];
}

/**
 * Starts a container: its own root of read-only files with its mounts in it, host name, user and capabilities, in the
 * network of its pod; its process is the program itself.
 */
export function startContainer(props: ContainerProps): ChildProcess {
  const { container, folder } = props;
  mkdirSync(join(folder, 'root'), { recursive: true });
  const image = programOf(container);
  if (!image) throw new Error(`no program for ${container.image}`);
  const env = { ...props.env, ...environment(container.env ?? [], props.fields) };
  const command = [...(container.command ?? [image]), ...(container.args ?? [])].map((word) =>
    word.replace(/\$\(([A-Z_]+)\)/g, (whole, name: string) => env[name] ?? whole),
  );
  // nginx opens /dev/stderr by its name, so that is a file, which the container's user may write.
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
    // A process group of its own, so that all of a container's processes can be killed at once.
    { stdio: ['ignore', log, log], detached: true },
  );
  closeSync(log);
  child.once('exit', (code) => props.onExit?.(code));
  return child;
}

function environment(variables: readonly EnvVar[], fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    variables.map(({ name, value, valueFrom }) => {
      const found = valueFrom ? fields[valueFrom.fieldRef.fieldPath] : value;
      if (found === undefined) throw new Error(`env ${name}: ${JSON.stringify(valueFrom)} is not known to the rig`);
      return [name, found];
    }),
  );
}

/** Whether a command succeeds inside a running container. */
export function execIn(child: ChildProcess, command: readonly string[]): boolean {
  const run = spawnSync('nsenter', [`--target=${child.pid}`, '--mount', '--root', ...command], { stdio: 'ignore' });
  return run.status === 0;
}

/** What makes the root and becomes the program. Mounts are of this process alone, and go when it ends. */
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
