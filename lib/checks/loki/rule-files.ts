import { groupProblems, namesTwice } from '../../environment/rules-as-code/files';
import { queryProblems } from '../../environment/rules-as-code/queries';
import { at } from '../../manifests/shape';
import { flag } from '../../manifests/flags';
import { ruleFolder } from '../read/loki/rule-files';
import { type ManifestsRule, oncePerPath, Severity } from '../rule';
import { everyLoki } from './every-loki';

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
  title: 'the folder of rules has no folders but those of tenants',
  why: 'Kubernetes has links such as ..data at the root of a volume, and the ruler takes each for a tenant with the same rules',
  evidence: 'https://github.com/grafana/helm-charts/issues/631',
  check: everyLoki((loki, { manifests }) => {
    const { isRoot, folder } = ruleFolder(manifests, loki) ?? {};
    const named = at(loki.config, 'ruler.enabled_tenants');
    const isNamed = loki.pods.some(({ container }) => flag(container, 'ruler.enabled-tenants') !== undefined);
    if (!isRoot || (named !== undefined && named !== '') || isNamed) return [];
    const found = `missing, and ${String(folder)} is the root of a volume`;
    return [
      { path: `${loki.path} ruler.enabled_tenants`, found, fix: 'name the tenants, or mount each at a folder in it' },
    ];
  }),
};

/** Rules about files of rules. */
export const RULE_FILE_RULES: readonly ManifestsRule[] = [readable, queries, folders];
