import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ruleFiles } from '../../../../charts/loki/rules/files';
import { describeWith, program } from '../../../helpers/programs';

describeWith(['lokitool'], 'lokitool', () => {
  test('finds nothing wrong in rendered rules', () => {
    const rules = [
      {
        alert: 'Errors',
        expr: 'sum(rate({app="shop"} |= "e" [5m])) > 1',
        for: '5m',
        annotations: { a: '{{ $value }}' },
      },
      { record: 'shop:lines:rate5m', expr: 'sum(rate({app="shop"}[5m]))' },
    ];
    const links = { environment: 'prod', grafanaUrl: 'https://grafana.example.com' };
    const [{ data } = { data: {} }] = ruleFiles({ rules: { apps: [{ name: 'shop', rules }] }, links });
    const folder = mkdtempSync(join(tmpdir(), 'lokitool-'));
    const file = join(folder, 'rules.yaml');
    // Their namespace is the name of the file, as for the ruler.
    writeFileSync(file, String((data as Record<string, string>)['apps.yaml']));
    const { status, stdout, stderr } = spawnSync(program('lokitool'), ['rules', 'check', file], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(`${status} ${stdout}${stderr}`).toMatch(/^0 /);
  });
});
