import { describeRules, Parts } from '../harness';
import { TENANT_RULES } from '../../../../lib/checks/path/tenants';

const EVENTS = 'ConfigMap alloy/alloy-events config.alloy';
const ALLOY = 'ConfigMap alloy/alloy config.alloy';
const ENDPOINT = `${ALLOY} loki.write.loki endpoint`;
const DATASOURCES = 'ConfigMap grafana/loki-datasources-prod loki-prod.yaml';
const alloy = (from: string | RegExp, to: string) => (parts: Parts) => parts.replace('alloy', 'config.alloy', from, to);

const grafana = (from: string | RegExp, to: string) => (parts: Parts) =>
  parts.replace('loki-datasources-prod', 'loki-prod.yaml', from, to);

describeRules(TENANT_RULES, [
  {
    rule: 'PATH-TENANT-1',
    breaks: alloy('"platform"', '"platfrom"'),
    finds: [
      `${ENDPOINT}.tenant_id: platfrom is not a tenant that the gateway accepts: only platform, apps; ` +
        'use one of these, or add it to the gateway',
    ],
  },
  {
    rule: 'PATH-TENANT-1',
    breaks: alloy('value = "apps"', 'value = "shop"'),
    finds: [
      `${ALLOY} loki.process.pods stage.match.stage.tenant.value: shop is not a tenant that the gateway accepts: ` +
        'only platform, apps; use one of these, or add it to the gateway',
    ],
  },
  {
    rule: 'PATH-TENANT-2',
    breaks: grafana('httpHeaderValue1: apps', 'httpHeaderValue1: platform|apps'),
    finds: [
      `${DATASOURCES} datasources[1].secureJsonData.httpHeaderValue1: platform|apps is not a tenant that the gateway accepts: ` +
        'only platform, apps; use one of these, or add it to the gateway',
    ],
  },
  {
    rule: 'PATH-TENANT-3',
    breaks: grafana('httpHeaderValue1: apps', 'httpHeaderValue1: platform'),
    finds: [
      `${ALLOY} loki.process.pods stage.match.stage.tenant.value: no datasource reads apps, only platform; ` +
        'add a datasource for it, or use a tenant that has one',
      `${EVENTS} loki.process.events stage.match.stage.tenant.value: no datasource reads apps, only platform; ` +
        'add a datasource for it, or use a tenant that has one',
    ],
  },
  {
    rule: 'PATH-TENANT-4',
    breaks: alloy(/\ttenant_id.*/, ''),
    finds: [`${ENDPOINT}.tenant_id: missing, but the gateway accepts only platform, apps; use one of these`],
  },
  {
    rule: 'PATH-TENANT-4',
    of: 'dev',
    breaks: (parts) => {
      // A gateway that passes every request on: Loki itself requires the tenant.
      parts.replace('loki-gateway', 'nginx.conf', /X-Scope-OrgID \$tenant/g, 'X-Scope-OrgID $http_x_scope_orgid');
      parts.replace('loki-datasources-dev', 'loki-dev.yaml', /httpHeaderName1/, 'httpHeader');
    },
    finds: [
      'ConfigMap grafana/loki-datasources-dev loki-dev.yaml datasources[0].jsonData.httpHeaderName1: missing, ' +
        'but Loki has auth_enabled: true; use X-Scope-OrgID, with the tenant as httpHeaderValue1',
    ],
  },
  {
    rule: 'PATH-TENANT-5',
    breaks: grafana('httpHeaderValue1: apps', 'httpHeaderValue1: apps|team/a'),
    finds: [
      `${DATASOURCES} datasources[1].secureJsonData.httpHeaderValue1: team/a has a character Loki does not accept in ` +
        "a tenant; use letters, digits and ! - _ . * ' ( )",
    ],
  },
]);

describe('case of tenants', () => {
  const newFindings = (...changes: ((parts: Parts) => unknown)[]): string[] => {
    const before = new Parts('prod').findings;
    const parts = new Parts('prod');
    for (const change of changes) change(parts);
    const added = parts.findings.filter((finding) => !before.includes(finding));
    return [...new Set(added.map((finding) => finding.split(' ')[0] as string))];
  };
  const gateway = (from: string | RegExp, to: string) => (parts: Parts) =>
    parts.replace('loki-gateway', 'nginx.conf', from, to);

  test('does not matter to the map of nginx', () => {
    expect(newFindings(gateway(/^(\s*"?)platform\b/m, '$1PLATFORM'))).toEqual([]);
  });

  test('does not matter to the gateway, but to Loki: another case is another tenant', () => {
    expect(newFindings(alloy('"platform"', '"Platform"'))).toEqual(['PATH-TENANT-3']);
    expect(newFindings(grafana('httpHeaderValue1: apps', 'httpHeaderValue1: Apps'))).toEqual(['PATH-TENANT-3']);
  });
});
