import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOKI_COMPONENTS } from '../../charts/loki/components';
import { type Environment, environmentCharts } from '../../lib/environment/environment';
import { type KubernetesObject, objectsOf } from '../helpers/charts';
import { ENVIRONMENT_NAMES, ENVIRONMENTS } from '../helpers/environments';
import { describeWith, findProgram } from '../helpers/programs';

const loki = findProgram('loki');

describeWith(['loki'], 'the real Loki', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loki-'));

  test.each(
    ENVIRONMENT_NAMES.flatMap((name) => LOKI_COMPONENTS.map(({ target }) => [name, target] as [string, string])),
  )('takes the configuration of %s as %s', (name, target) => {
    const objects = objectsOf(environmentCharts(ENVIRONMENTS[name] as Environment));
    const config = objects.find(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'loki',
    ) as KubernetesObject;
    const file = join(folder, `${name}.yaml`);
    writeFileSync(file, config.data['config.yaml']);
    const run = spawnSync(loki as string, ['-verify-config', `-config.file=${file}`, `-target=${target}`], {
      encoding: 'utf8',
    });
    expect(run.stderr).toContain('config is valid');
    expect(run.status).toBe(0);
  });
});
