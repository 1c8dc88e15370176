import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fchmodSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Container } from './objects';
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

  /** Its variables. */
  readonly env: Readonly<Record<string, string>>;

  readonly mounts: readonly Mount[];

  readonly user: number;

  readonly group: number;

  /** True for processes of its own, of which the program is the first: it gets no signal that it does not handle. @default false */
  readonly ownProcesses?: boolean;

  /** File of a group of processes with limits, to which its first one is added. @default - it has no limits */
  readonly processes?: string;

  /** Called when the container ends. @default - nothing happens */
  readonly onExit?: (code: number | null, signal: NodeJS.Signals | null) => void;
}

/** Program that an image starts by default, and the signal that tells it to end. */
interface Image {
  readonly program: ProgramName;

  /** @default SIGTERM */
  readonly stopSignal?: NodeJS.Signals;

  /** Arguments of a container that has none. @default - none */
  readonly args?: readonly string[];
}

const NGINX: Image = {
  program: 'nginx',
  stopSignal: 'SIGQUIT',
  args: ['-e', 'stderr', '-c', '/etc/nginx/nginx.conf', '-g', 'daemon off;'],
};

/** Images of the minor versions before those that we deploy, which users update from. */
export const FORMER_IMAGES = { loki: 'docker.io/grafana/loki:3.6.15', alloy: 'docker.io/grafana/alloy:v1.17.1' };

/** Images by the ends of their names, those with a tag first. */
const IMAGES: Readonly<Record<string, Image>> = {
  [FORMER_IMAGES.loki]: { program: 'loki-former' },
  [FORMER_IMAGES.alloy]: { program: 'alloy-former' },
  'grafana/loki-canary': { program: 'loki-canary' },
  'grafana/loki': { program: 'loki' },
  'grafana/alloy': { program: 'alloy' },
  'grafana/promtail': { program: 'promtail' },
  'grafana/rollout-operator': { program: 'rollout-operator' },
  nginx: NGINX,
  'nginx-unprivileged': NGINX,
  memcached: { program: 'memcached' },
  'chrislusf/seaweedfs': { program: 'weed' },
  busybox: { program: 'busybox' },
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
  return imageOf(container)?.program;
}

/** Signal that tells a container to end, as its image has it. */
export function stopSignalOf(container: Container): NodeJS.Signals {
  return imageOf(container)?.stopSignal ?? 'SIGTERM';
}

function imageOf({ image }: Container): Image | undefined {
  const tagged = image.split('@')[0] ?? '';
  const names = [tagged, tagged.replace(/:[^/]*$/, '')];
  return Object.entries(IMAGES).find(([end]) => names.some((name) => `/${name}`.endsWith(`/${end}`)))?.[1];
}

/**
 * Starts a container with its own read-only root, mounts, host name, user and capabilities, in the network of its pod.
 * The process is the program itself.
 */
export function startContainer(props: ContainerProps): ChildProcess {
  const { container, folder, env } = props;
  mkdirSync(join(folder, 'root'), { recursive: true });
  const image = imageOf(container);
  if (!image) throw new Error(`no program for ${container.image}`);
  const ofImage = container.command ? [] : (image.args ?? []);
  const command = [...(container.command ?? [image.program]), ...(container.args ?? ofImage)].map((word) =>
    word.replace(/\$\(([A-Z_0-9]+)\)/g, (whole, name: string) => env[name] ?? whole),
  );
  const own = props.ownProcesses ? ['--pid', '--fork', '--kill-child'] : [];
  // nginx opens /dev/stderr by name, so it must be a file that the container's user may write.
  const log = openSync(join(folder, 'log'), 'a');
  fchmodSync(log, 0o666);
  const [first = '', ...words] = [
    ...(props.processes === undefined ? [] : ['/bin/sh', '-c', 'echo 0 > "$0" && exec "$@"', props.processes]),
    ...[program('ip'), 'netns', 'exec', props.networkNamespace, 'unshare', '--uts', ...own],
    ...['/bin/sh', '-euc', script(props, image.program), 'sh', ...withVariables(env), ...command],
  ];
  const child = spawn(
    first,
    words,
    // Its own process group, so that all processes of the container can be killed at once.
    { stdio: ['ignore', log, log], detached: true },
  );
  STARTED.set(child, props);
  closeSync(log);
  child.once('exit', (code, signal) => props.onExit?.(code, signal));
  return child;
}

/** Containers that run, by what they were started with. */
const STARTED = new WeakMap<ChildProcess, ContainerProps>();

/** Process of a container's program: with processes of its own, the child of the one that made them. */
function processOf(child: ChildProcess): number {
  const pid = child.pid as number;
  if (!STARTED.get(child)?.ownProcesses) return pid;
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0]) || pid;
  } catch {
    // It has just ended.
    return pid;
  }
}

/** True if a command succeeds inside a running container, in time. */
export function execIn(child: ChildProcess, command: readonly string[], seconds = 60): Promise<boolean> {
  return new Promise((resolve) => {
    const args = [`--target=${processOf(child)}`, '--mount', '--root', ...command];
    const run = spawn('nsenter', args, { stdio: 'ignore', timeout: seconds * 1000 });
    run.once('error', () => resolve(false)).once('exit', (code) => resolve(code === 0));
  });
}

/** Words that run a command in a running container as the container itself runs: in its namespaces, with its user and variables. */
export function commandIn(child: ChildProcess, command: readonly string[]): string[] {
  const props = STARTED.get(child) as ContainerProps;
  const namespaces = ['--mount', '--uts', '--net', '--pid', '--root', '--wd'];
  const enter = ['nsenter', `--target=${processOf(child)}`, ...namespaces];
  return [...enter, 'setpriv', ...rightsOf(props), ...withVariables(props.env), ...command];
}

/** Words before a command that has some variables, and no others. */
const withVariables = (env: ContainerProps['env']): string[] => [
  ...['env', '-i', 'PATH=/image/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
];

/** User, group and capabilities of a container, as arguments of setpriv. */
function rightsOf({ container, user, group }: ContainerProps): string[] {
  const added = (container.securityContext?.capabilities?.add ?? []).map((name) => `,+${name.toLowerCase()}`);
  const rights = ['--no-new-privs', '--inh-caps=-all', `--bounding-set=-all${added.join('')}`];
  return [`--reuid=${user}`, `--regid=${group}`, '--clear-groups', ...rights];
}

/** Ends a container. SIGKILL ends all its processes at once, as in a real container. */
export function endContainer(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (signal === 'SIGKILL') process.kill(-child.pid, signal);
  else process.kill(processOf(child), signal);
}

/** Script that builds the root and executes the program. Its mounts end with the process. */
function script(props: ContainerProps, image: ProgramName): string {
  const root = quoted(join(props.folder, 'root'));
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
    `exec chroot . setpriv ${rightsOf(props).join(' ')} "$@"`,
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
