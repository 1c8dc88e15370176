import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import type { KubernetesObject } from '../../../helpers/charts';
import { program, type ProgramName } from '../../../helpers/programs';

/** A release of a Helm chart. */
export interface ChartRelease {
  /** The chart: a folder that an environment variable names. */
  readonly chart: Extract<ProgramName, 'loki-chart' | 'promtail-chart'>;

  /** Name of the release. */
  readonly release: string;

  /** Its namespace. */
  readonly namespace: string;

  /** Values. */
  readonly values: object;
}

/** Objects of a release, as Helm renders them. */
export function renderedBy({ chart, release, namespace, values }: ChartRelease): KubernetesObject[] {
  const folder = mkdtempSync(join(tmpdir(), 'chart-'));
  try {
    const copy = join(folder, 'chart');
    cpSync(program(chart), copy, { recursive: true });
    withoutDependencies(copy);
    const file = join(folder, 'values.yaml');
    writeFileSync(file, stringify(values));
    const args = ['template', release, copy, '--namespace', namespace, '--values', file];
    const text = execFileSync(program('helm'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return parseAllDocuments(text).flatMap((document) => (document.toJS() as KubernetesObject | null) ?? []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A checkout has no charts that it depends on. Those of Loki, MinIO and the rollout operator, are off here. */
function withoutDependencies(folder: string): void {
  if (existsSync(join(folder, 'charts'))) return;
  const file = join(folder, 'Chart.yaml');
  const chart = parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  writeFileSync(file, stringify({ ...chart, dependencies: undefined }));
  rmSync(join(folder, 'Chart.lock'), { force: true });
}
