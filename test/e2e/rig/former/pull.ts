import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../../helpers/programs';
import { cacheFolder } from '../../aws/python';

/** Charts that tests render, by the variable that names their folder. */
const CHARTS = {
  LOKI_CHART_HOME: { name: 'loki', version: '18.11.0', repo: 'https://grafana-community.github.io/helm-charts' },
  PROMTAIL_CHART_HOME: { name: 'promtail', version: '6.17.1', repo: 'https://grafana.github.io/helm-charts' },
} as const;

/** Milliseconds for a chart: without a network, tests that need it are skipped after that. */
const PATIENCE = 30_000;

/** Names the folders of charts that nobody has named, and fetches them the first time, where a network is. */
export function pullCharts(): void {
  const helm = findProgram('helm');
  if (helm === undefined) return;
  for (const [variable, { name, version, repo }] of Object.entries(CHARTS)) {
    if (process.env[variable]) continue;
    const folder = cacheFolder(`chart-${name}-${version}`);
    if (!existsSync(join(folder, name))) {
      mkdirSync(folder, { recursive: true });
      const args = ['pull', name, '--repo', repo, '--version', version, '--untar', '--untardir', folder];
      spawnSync(helm, args, { stdio: 'ignore', timeout: PATIENCE });
    }
    if (existsSync(join(folder, name))) process.env[variable] = join(folder, name);
    else console.error(`${repo} was not reached: name the chart ${name} ${version} in ${variable}`);
  }
}
