import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { NAMESPACE, OBJECT_NAME } from '../../charts/input/forms';
import { show } from '../../charts/input/problems';
import { nameProblems } from '../../lib/environment/validate';
import { type ChartName, CHARTS } from '../../lib/import/charts/keys';
import { type Imported, importAll, type ImportInputs } from '../../lib/import/import';
import { needsRendered } from '../../lib/import/input/needs-rendered';
import { parseManifests } from '../manifests/documents';
import { importJson, importReport, planText } from '../import/report';
import { readInputs } from '../import/inputs';
import { readRelease } from '../import/release';
import { type CurrentCluster, currentCluster } from '../wait/current';
import { attempt, kindAt, writing } from '../output/paths';
import { UsageError } from '../terminal/problems';
import { printJson } from '../terminal/stdout';
import { working } from '../terminal/terminal';
import { Kubectl } from '../wait/kubectl';

/** Arguments of `eks-loki import`. */
export interface ImportOptions {
  /** Files with values, and folders of manifests. */
  readonly paths: readonly string[];

  /** Chart of the values. @default - recognized by their keys */
  readonly kind?: string;

  /** Name of the environment. @default - imported */
  readonly name?: string;

  /** File that is written. */
  readonly out: string;

  /** If true, an existing file is replaced. */
  readonly overwrite?: boolean;

  /** Release of Helm that runs. */
  readonly release?: string;

  /** Its namespace. @default - loki */
  readonly namespace?: string;

  /** Context of the kubeconfig. @default - the current one */
  readonly context?: string;

  /** If true, the steps of moving in are printed too. */
  readonly plan?: boolean;

  /** If true, the result is printed as JSON. */
  readonly json?: boolean;
}

/**
 * Writes a file of environments from another installation, and reports the outcome of each key. The exit code is 1 if
 * the environment is invalid.
 *
 * @throws InputError if an input cannot be read or is of no chart that is known, or the file exists
 */
export async function importCommand(options: ImportOptions): Promise<void> {
  refuseMisuse(options);
  const { out, plan, json } = options;
  const imported = await working('importing', async () => importAll(await inputsOf(options)));
  writing(out, 'name another file with --out', () => {
    mkdirSync(dirname(resolve(out)), { recursive: true });
    writeFileSync(out, imported.text, { flag: options.overwrite ? 'w' : 'wx' });
  });
  if (json) printJson(importJson(imported, out));
  else console.log(textOf(imported, out, plan === true));
  if (imported.problems.length > 0) process.exitCode = 1;
}

function textOf(imported: Imported, out: string, hasPlan: boolean): string {
  const next = `next: npx eks-loki check ${imported.name} --environments ${out}`;
  return [
    importReport(imported, process.stdout),
    `wrote ${out}`,
    ...(hasPlan ? ['', planText(imported, out, process.stdout), ''] : []),
    next,
  ].join('\n');
}

/** @throws UsageError if options contradict each other, or have no value of theirs */
function refuseMisuse({ paths, kind, name, out, overwrite, release, namespace, context }: ImportOptions): void {
  const refuse = (path: string, found: string, fix: string) => new UsageError([{ path, found, fix }]);
  if (paths.length === 0 && release === undefined) {
    throw refuse(
      'eks-loki import',
      'names nothing to import',
      'name a file with values, a folder of manifests, or --release',
    );
  }
  if (paths.length > 0 && release !== undefined) {
    throw refuse('--release', `imports what runs, and ${show(paths[0])} is named too`, 'leave out one of them');
  }
  if (namespace !== undefined && release === undefined) {
    throw refuse('--namespace', 'is that of a release, and none is named', 'name it with --release, or leave it out');
  }
  if (context !== undefined && release === undefined) {
    throw refuse('--context', 'is that of a release, and none is named', 'name it with --release, or leave it out');
  }
  const names = { '--release': [OBJECT_NAME, release], '--namespace': [NAMESPACE, namespace] } as const;
  for (const [option, [form, value]] of Object.entries(names)) {
    const fault = value === undefined ? undefined : form.faultOf(value);
    if (fault) throw refuse(option, `${show(value)} ${fault.wrong}`, fault.fix);
  }
  if (kind !== undefined && !CHARTS.some((chart) => chart === kind)) {
    throw refuse('--kind', `${show(kind)} is not a known chart`, `use one of ${CHARTS.join(', ')}`);
  }
  const [problem] = name === undefined ? [] : nameProblems(name);
  if (problem) throw refuse('--name', problem.found, problem.fix);
  const kindOfOut = kindAt(out);
  if (kindOfOut === 'folder') throw refuse('--out', `${show(out)} is a folder`, 'name a file in it');
  if (kindOfOut !== undefined && !overwrite) {
    throw refuse('--out', `${show(out)} exists`, 'name another file, or replace it with --overwrite');
  }
  if (kindOfOut !== undefined && paths.some((path) => isSameFile(path, out))) {
    throw refuse('--out', `${show(out)} is what is imported`, 'name another file');
  }
}

/** True if two paths lead to one file. */
function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => attempt(() => realpathSync(path), 'ENOENT', 'ENOTDIR', 'ELOOP'));
  return a !== undefined && a === b;
}

async function inputsOf(options: ImportOptions): Promise<ImportInputs> {
  const { paths, name, out, release, context } = options;
  const module = moduleFor(out);
  const kind = options.kind as ChartName | undefined;
  if (release === undefined) return { ...readInputs(paths), name, kind, module };
  const kubectl = new Kubectl(context);
  const cluster = await currentCluster(kubectl, 'run aws eks update-kubeconfig --name CLUSTER');
  const { namespace = 'loki' } = options;
  const found = await readRelease(kubectl, release, { namespace, cluster });
  // The values of a parent chart do not name its subcharts.
  const isKnown = (kind ?? found.chart) !== undefined;
  const objects = parseManifests(found.manifest, `release ${release}`);
  const files =
    isKnown && Object.keys(found.values).length > 0
      ? [{ file: `release ${release}`, value: found.values, lost: [] }]
      : [];
  const isRendered = files.length === 0 || needsRendered(found.values, kind ?? found.chart);
  return {
    files,
    ...(isRendered ? { manifests: { name: `release ${release}`, objects } } : {}),
    name,
    kind: kind ?? found.chart,
    release: { name: found.name, namespace: found.namespace, objects, ...arnOf(cluster) },
    module,
  };
}

/** Parts of the ARN of an EKS cluster. */
const arnOf = ({ eks }: CurrentCluster) => (eks ? { account: eks.account, region: eks.region, cluster: eks.name } : {});

/** Module with `defineEnvironments`, as a file imports it: the source within a clone, else the package. */
function moduleFor(out: string): string {
  const folder = dirname(resolve(out));
  for (let at = folder; ; at = dirname(at)) {
    const text = attempt(() => readFileSync(join(at, 'package.json'), 'utf8'), 'ENOENT', 'ENOTDIR');
    if (text !== undefined) {
      const isClone = /"name":\s*"cdk-eks-loki"/.test(text) && existsSync(join(at, 'lib/environment/props.ts'));
      if (!isClone) break;
      const path = relative(folder, join(at, 'lib/environment/props')).replaceAll('\\', '/');
      return path.startsWith('.') ? path : `./${path}`;
    }
    if (dirname(at) === at) break;
  }
  return 'cdk-eks-loki/environments';
}
