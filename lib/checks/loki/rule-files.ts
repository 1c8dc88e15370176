import { groupProblems, namesTwice } from '../../environment/rules-as-code/files';
import { queryProblems } from '../../environment/rules-as-code/queries';
import type { Manifests } from '../../manifests/manifests';
import { at, records } from '../../manifests/shape';
import { flag } from '../../manifests/flags';
import { ruleFolder } from '../read/loki/rule-files';
import { canaries, promtails } from '../read/path/agents';
import { readers } from '../read/path/readers';
import { namesOf, writers } from '../read/path/writers';
import { type ManifestsRule, oncePerPath, Severity } from '../rule';
import { everyLoki } from './every-loki';
import { NO_TENANT } from './tenants';

const readable: ManifestsRule = {
  id: 'LOKI-RULES-1',
  severity: Severity.ERROR,
  title: 'the ruler can load every file of rules',
  why: 'with one wrong file it loads the rules of no tenant, and only its log says so',
  evidence: 'https://grafana.com/docs/loki/latest/alert/',
  check: everyLoki((loki, { manifests }) =>
    oncePerPath(
      (ruleFolder(manifests, loki)?.files ?? []).flatMap(({ read: { groups, problems } }) => [
        ...problems,
        ...groups.flatMap(groupProblems),
        ...namesTwice(groups),
      ]),
    ),
  ),
};

const queries: ManifestsRule = {
  id: 'LOKI-RULES-2',
  severity: Severity.ERROR,
  title: 'queries of rules are LogQL that gives numbers',
  why: 'the ruler refuses what is not LogQL, with the rules of all tenants, and fails at each evaluation of a query of lines',
  evidence: 'https://grafana.com/docs/loki/latest/alert/',
  check: everyLoki((loki, { manifests }) =>
    oncePerPath((ruleFolder(manifests, loki)?.files ?? []).flatMap(({ read }) => read.groups.flatMap(queryProblems))),
  ),
};

const folders: ManifestsRule = {
  id: 'LOKI-RULES-3',
  severity: Severity.WARNING,
  title: 'the folder of rules contains only folders of tenants',
  why: 'Kubernetes has links such as ..data at the root of a volume, and the ruler takes each for a tenant with the same rules',
  evidence: 'https://github.com/grafana/helm-charts/issues/631',
  check: everyLoki((loki, { manifests }) => {
    const { isRoot, folder } = ruleFolder(manifests, loki) ?? {};
    const named = at(loki.config, 'ruler.enabled_tenants');
    const isNamed = loki.pods.some(({ container }) => flag(container, 'ruler.enabled-tenants') !== undefined);
    if (!isRoot || (named !== undefined && named !== '') || isNamed) return [];
    const found = `missing, and ${String(folder)} is the root of a volume`;
    const [, above] = new RegExp(`^(.+)/${NO_TENANT}$`).exec(String(folder)) ?? [];
    const fix = above
      ? `use ${above} as the folder of rules: ${NO_TENANT} is the tenant in it`
      : 'name the tenants, or mount each at a folder in it';
    return [{ path: `${loki.path} ruler.enabled_tenants`, found, fix }];
  }),
};

const tenants: ManifestsRule = {
  id: 'LOKI-RULES-4',
  severity: Severity.ERROR,
  title: 'rules in files are in the folder of a tenant that has lines',
  why: 'each folder is a tenant: the rules of a tenant without lines find nothing, and never fire',
  evidence: 'https://github.com/grafana/loki/issues/5459',
  check: everyLoki((loki, { manifests }) => {
    const { folder, tenants: named = [] } = ruleFolder(manifests, loki) ?? {};
    const enabled = loki.config['auth_enabled'] ?? true;
    const isFlag = loki.pods.some(({ container }) => flag(container, 'auth.enabled') !== undefined);
    if (folder === undefined || typeof enabled !== 'boolean' || isFlag) return [];
    // With tenants, clients may still read or write the former lines.
    const isKept = enabled && (loki.limits.some(({ tenant }) => tenant === NO_TENANT) || isNamed(manifests, NO_TENANT));
    if (isKept) return [];
    return oncePerPath(
      named
        .filter(({ tenant }) => (tenant === NO_TENANT) === enabled)
        .map(({ tenant, path }) => ({
          path,
          found: `tenant ${tenant} has no lines, since auth_enabled is ${String(enabled)}`,
          fix: enabled ? `mount it at ${folder}/<tenant>` : `mount it at ${folder}/${NO_TENANT}`,
        })),
    );
  }),
};

const beside: ManifestsRule = {
  id: 'LOKI-RULES-5',
  severity: Severity.WARNING,
  title: 'rules that are mounted into the ruler are in its folder of rules',
  why: 'the ruler looks nowhere else: the rules are not loaded, and no log says so',
  evidence: 'https://grafana.com/docs/loki/latest/alert/',
  check: everyLoki((loki, { manifests }) => {
    const { folder, others = [] } = ruleFolder(manifests, loki) ?? {};
    return oncePerPath(
      others.map(({ path, mountPath }) => ({
        path,
        found: `${mountPath} is not in ${String(folder)}, the folder of rules`,
        fix: `mount it at ${String(folder)}/<tenant>`,
      })),
    );
  }),
};

const receiver: ManifestsRule = {
  id: 'LOKI-RULES-6',
  severity: Severity.WARNING,
  title: 'a ruler with alerts in files has an Alertmanager, and uses its current API',
  why: 'the ruler evaluates them and tells nobody; Alertmanager 0.27 answers its first API with 410',
  evidence: 'https://github.com/grafana/loki/issues/12859',
  check: everyLoki((loki, { manifests }) => {
    const files = ruleFolder(manifests, loki)?.files ?? [];
    const hasAlerts = files.some(({ read: { groups } }) => groups.some(hasAlert));
    const isFlag = loki.pods.some(({ container }) => flag(container, 'ruler.alertmanager-url') !== undefined);
    const url = at(loki.config, 'ruler.alertmanager_url');
    const isOfTenants = loki.limits.some(({ own }) => own['ruler_alertmanager_config'] !== undefined);
    // The ruler also writes firing alerts as series: `ALERTS`.
    const isWritten = at(loki.config, 'ruler.remote_write.enabled') === true;
    if (!hasAlerts || isOfTenants || isFlag || isWritten) return [];
    if (url === undefined || url === null || url === '') {
      const fix = 'write its URL, such as http://alertmanager.monitoring:9093';
      return [{ path: `${loki.path} ruler.alertmanager_url`, found: 'missing, and the rules have alerts', fix }];
    }
    if (at(loki.config, 'ruler.enable_alertmanager_v2') !== false) return [];
    const found = 'false, so alerts go to an API that Alertmanager 0.27 removed';
    return [{ path: `${loki.path} ruler.enable_alertmanager_v2`, found, fix: 'leave it out: the default is true' }];
  }),
};

/** True if a client of Loki names a tenant. */
function isNamed(manifests: Manifests, tenant: string): boolean {
  const names = [
    ...writers(manifests).flatMap(namesOf),
    ...[...readers(manifests), ...promtails(manifests), ...canaries(manifests)].map((client) => client.tenant.value),
  ];
  // A datasource may read several.
  return names.some((name) => typeof name === 'string' && name.split('|').includes(tenant));
}

const hasAlert = ({ group }: { readonly group: unknown }): boolean =>
  records(at(group, 'rules')).some((rule) => rule['alert'] !== undefined);

/** Rules about files of rules. */
export const RULE_FILE_RULES: readonly ManifestsRule[] = [readable, queries, folders, tenants, beside, receiver];
