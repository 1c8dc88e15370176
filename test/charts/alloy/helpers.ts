import { Testing } from 'cdk8s';
import { AlloyChart, type AlloyChartProps, type AlloySources, type CollectorKind } from '../../../charts/alloy/chart';
import { Block } from '../../../charts/alloy/language/syntax';
import { list, number, text } from '../../../charts/alloy/language/values';
import type { AlloyContext, AlloySource } from '../../../charts/alloy/sources/source';
import { KubernetesSecretCredentials } from '../../../charts/endpoint/credentials';
import { LokiEndpoint } from '../../../charts/endpoint/endpoint';

/** One delivered Kubernetes object. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Rendered = any;

export const ENDPOINT = new LokiEndpoint({
  url: 'http://loki-gateway.loki.svc.cluster.local',
  tenants: ['main', 'team-a', 'team-b'],
  credentials: new KubernetesSecretCredentials(),
  queryTimeoutSeconds: 300,
  namespace: 'loki',
});

export const ROUTES = [
  { tenant: 'main', namespaces: ['team-a-infra'] },
  { tenant: 'team-a', namespaces: ['team-a', 'team-a-*'] },
  { tenant: 'team-b', namespaces: ['*-b'] },
];

/** Every setting of the sources of nodes. */
export const NODE_SOURCES: AlloySources = {
  journal: {
    units: { drop: ['session-*.scope', String.raw`dev-disk-by\x2duuid.device`] },
    identifiers: { keep: ['kubelet', 'ssh*'] },
    priorities: 'info',
    kernel: true,
    storage: 'both',
    maxAge: '48h',
    levels: 'common',
    fallbackUnit: true,
  },
  audit: { types: { keep: ['SYSCALL', 'PATH', 'USER_*'], drop: ['USER_CMD'] }, joinRecords: true },
  cloudInit: { output: true },
  hubble: { verdicts: { keep: ['DROPPED', 'ERROR'] } },
  files: [
    {
      name: 'app',
      paths: ['/var/log/app/*.log', '/var/log/other/**/*.log'],
      exclude: ['/var/log/app/debug*.log', '/var/log/other/old/**'],
      gzip: ['/var/log/app/*.gz'],
      multiline: { firstLine: String.raw`^\d{4}-` },
      timestamp: {
        regex: String.raw`^(?P<time>\S+ \S+) `,
        format: '2006-01-02 15:04:05.000',
        location: 'Europe/Berlin',
      },
      tenant: 'team-a',
      labels: { app: 'billing' },
      encoding: 'utf-16le',
    },
    {
      name: 'json-of-app',
      paths: ['/opt/app/log/events.json'],
      format: 'json',
      fields: { level: 'lvl', user: 'ctx."user-id"' },
      timestamp: { field: 'ts', format: 'UnixMs' },
      fileOwners: 'root',
    },
    { name: 'cri', paths: ['/mnt/logs/*.log'], format: 'cri' },
    { name: 'pairs', paths: ['/opt/app/log/*.txt'], format: 'logfmt', fields: { level: 'level' } },
  ],
};

/** A source of a user's own that others push to. */
export class PushSource implements AlloySource {
  public readonly name = 'push';
  public readonly mounts = [];
  public readonly env = [];
  public readonly rules = [];
  public readonly runsOn: readonly CollectorKind[] = ['replicated'];
  public readonly ports = [{ name: 'push', port: 3500 }];

  public blocks({ receiver }: AlloyContext): Block[] {
    return [
      new Block('loki.source.api', this.name)
        .set('forward_to', list(receiver))
        .add(new Block('http').set('listen_address', text('0.0.0.0')).set('listen_port', number(3500))),
    ];
  }
}

/** A chart of Alloy, with defaults for the properties that a test does not set. */
export function chartOf(props: Partial<AlloyChartProps> = {}): AlloyChart {
  return new AlloyChart(Testing.app(), 'alloy', { endpoint: ENDPOINT, clusterName: 'prod', ...props });
}

/** The objects of one collector of a chart by kind: those of the DaemonSet, unless another is named. */
export function objectsOf(props: Partial<AlloyChartProps> = {}, collector = 'alloy'): Record<string, Rendered> {
  const objects = chartOf(props).toJson() as Rendered[];
  const own = objects.filter(({ metadata }) => metadata.name === collector);
  return Object.fromEntries(own.map((object) => [object.kind, object]));
}

/** The text of one component of a configuration. */
export function component(config: string, name: string, label: string): string {
  const head = `${name} "${label}" {\n`;
  const start = `\n${config}`.indexOf(`\n${head}`);
  if (start < 0) throw new Error(`no ${name} ${label}`);
  return config.slice(start, config.indexOf('\n}\n', start) + 3);
}

/** The names of a component's stages, in order. */
export function stages(config: string, label: string): string[] {
  return [...component(config, 'loki.process', label).matchAll(/^\tstage\.(\w+) /gm)].map((match) => match[1] ?? '');
}

/** The regular expression of an attribute, in JavaScript. */
export function regexOf(text: string, attribute: string): RegExp {
  const source = new RegExp(`\\b${attribute} +?= \`(.*)\``).exec(text)?.[1];
  if (source === undefined) throw new Error(`no ${attribute} in ${text}`);
  return new RegExp(source.replaceAll('(?P<', '(?<'));
}

/** The rules of a component, each as its attributes, unquoted. */
export function rules(text: string): Record<string, string>[] {
  return [...text.matchAll(/^\trule \{\n([\s\S]*?)^\t\}/gm)].map((rule) =>
    Object.fromEntries(
      [...(rule[1] ?? '').matchAll(/^\t\t(\w+) += (\[[^\]]*\]|"[^"]*"|`[^`]*`)$/gm)].map((match) => [
        match[1] ?? '',
        (match[2] ?? '').replace(/^["`]|["`]$/g, ''),
      ]),
    ),
  );
}
